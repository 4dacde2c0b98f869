import type { Backend } from "../contracts/backend.ts";
import type { Serializer } from "../contracts/serializer.ts";
import { RcacheError } from "../errors/rcache-error.ts";
import { documentSerializer } from "../serializers/document-serializer.ts";
import { frameSerializer } from "../serializers/frame-serializer.ts";

/** A backend that is ready, and how its values are made. */
export interface OpenBackend {
  readonly backend: Backend;
  /** undefined: it keeps entries as they are. */
  readonly serializer: Serializer | undefined;
}

const MEMBERS = ["open", "find", "put", "remove", "invalidate", "sweep", "clear", "flush", "close"] as const;
/** @throws RcacheError `RCACHE_INVALID_BACKEND` where members of the contract are missing */
export function checkBackend(backend: unknown): asserts backend is Backend {
  const missing = MEMBERS.filter(
    (name) =>
      typeof backend !== "object" || backend === null || typeof Reflect.get(backend, name) !== "function",
  );
  if (missing.length === 0) return;
  throw new RcacheError("RCACHE_INVALID_BACKEND", `the backend lacks ${missing.join(", ")}`, {
    remedy:
      "Pass what a backend factory returns, such as memoryBackend(), or an alias to openCache of @rcache/backends.",
  });
}

/**
 * @param cacheName of the cache that uses it, if it is one
 * @throws RcacheError `RCACHE_INVALID_BACKEND`, `RCACHE_SERIALIZER_MISMATCH`
 */
export function withSerializer(
  backend: Backend,
  chosen: Serializer | undefined,
  cacheName?: string,
): OpenBackend {
  checkBackend(backend);
  const { valueKind } = backend;
  if (valueKind === "entry") return { backend, serializer: undefined };
  const serializer =
    chosen ?? backend.serializer ?? (valueKind === "bytes" ? frameSerializer : documentSerializer);
  if (serializer.valueKind !== valueKind) {
    throw new RcacheError(
      "RCACHE_SERIALIZER_MISMATCH",
      `${backend.name} keeps ${valueKind}, ${serializer.id} makes a ${serializer.valueKind}`,
      {
        remedy:
          valueKind === "bytes"
            ? "Choose a serializer of bytes, such as jsonSerializer."
            : "Leave the serializer out.",
      },
    );
  }
  return { backend, serializer: cacheName === undefined ? serializer : forCache(serializer, cacheName) };
}

/** The same serializer, told each time which cache it works for. */
function forCache(serializer: Serializer, cacheName: string): Serializer {
  return {
    ...serializer,
    encode: (entry, at) => serializer.encode(entry, at, cacheName),
    decode: (value, at) => serializer.decode(value, at, cacheName),
  };
}
