import type { BodyWriter } from "../../contracts/body-store.ts";
import type { Address, BodyRef, Entry } from "../../entry/entry.ts";
import type { Awaitable, Chunks, Instant } from "../../http/messages.ts";
import type { ByteSpan } from "../../http/range.ts";
import { andThen } from "../../platform/awaitable.ts";
import { bodySums } from "../../platform/body-sums.ts";
import type { BackendHandle } from "./backend-handle.ts";
import type { BackendGuard } from "./guard-backend.ts";
import { keptPromise } from "./kept-promises.ts";
import { type BodyReading, readBody, sealable } from "./read-body.ts";
import type { Storage } from "./storage.ts";

/** Bodies of entries, inside their records and outside. */
export interface StoredBodies {
  /** Whether large bodies can be kept at all. */
  keepsLarge(): boolean;
  /** A body outside its record, or a span of it, verified on the way; undefined where it is gone, and the entry with it. */
  read(ref: BodyRef, entry: Entry, span?: ByteSpan): Awaitable<Chunks | undefined>;
  /** The length of the answer's body; undefined where it is sealed, and parts of it cannot be told. */
  lengthOf(ref: BodyRef): number | undefined;
  /** Begins a body outside its record. It is invisible until `end`, which names it. */
  write(at: Address, id: string, keepUntilMs: Instant): Promise<LargeBody | undefined>;
  /** Keeps a body while its record is replaced. */
  keep(ref: BodyRef, untilMs: Instant): Awaitable<boolean>;
}

/** A body being written outside its record. */
export interface LargeBody {
  take(chunk: Uint8Array): Promise<void>;
  end(): Promise<BodyRef>;
  abort(): Promise<void>;
}

export function storedBodies(handle: BackendHandle, guard: BackendGuard, storage: Storage): StoredBodies {
  return {
    keepsLarge: () => sealable(handle.current()) !== undefined,
    lengthOf: (ref) => (sealable(handle.current())?.sealing.seekable ? ref.bytes : undefined),
    read(ref, { address, revision }, span) {
      const at = { ...address, revision };
      const reading: BodyReading = {
        handle,
        guard,
        onDamage: () => storage.unreadable(at, "corrupt"),
        onFailure: () => storage.discard(at),
      };
      return readBody(ref, reading, span);
    },
    async write(at, id, keepUntilMs) {
      const writer = await guard.call<BodyWriter | undefined>(
        "bodies.create",
        (open) =>
          andThen(sealable(open)?.bodies.create(at, id, keepUntilMs), (writer) =>
            writer === undefined ? undefined : keptPromise.writer(writer, open.backend),
          ),
        undefined,
      );
      const seal = sealable(handle.current())?.sealing.seal;
      return writer && seal && largeBody(writer, at, id, seal);
    },
    keep: (ref, untilMs) =>
      guard.call("bodies.keep", ({ backend }) => backend.bodies?.keep(ref, untilMs) ?? false, false),
  };
}

function largeBody(
  writer: BodyWriter,
  at: Address,
  id: string,
  seal: (chunks: Chunks, id: string) => Chunks,
): LargeBody {
  const channel = handOver();
  const checksum = bodySums();
  let length = 0;
  const writing = (async () => {
    for await (const chunk of seal(channel.chunks, id)) {
      checksum.update(chunk);
      length += chunk.length;
      await writer.write(chunk);
    }
  })();
  // Heard again at `take` or `end`; without this a failure in between would count as unhandled.
  writing.catch(() => channel.fail());
  return {
    take: (chunk) => Promise.race([channel.push(chunk), writing]),
    async end() {
      channel.end();
      await writing;
      await writer.commit();
      return { id, target: at.target, bytes: length, checksum: checksum.digest() };
    },
    async abort() {
      channel.end();
      await writing.catch(() => undefined);
      await writer.abort();
    },
  };
}

/** Chunks that one side pushes and the other pulls; a push settles when the chunk has been taken and the next is wanted. */
function handOver(): {
  readonly chunks: Chunks;
  push(chunk: Uint8Array): Promise<void>;
  end(): void;
  fail(): void;
} {
  let waiting: ((chunk: Uint8Array | undefined) => void) | undefined;
  let offered: { readonly chunk: Uint8Array; readonly taken: () => void } | undefined;
  let taken: (() => void) | undefined;
  let ended = false;
  const next = (): Promise<Uint8Array | undefined> => {
    taken?.();
    taken = undefined;
    if (offered !== undefined) {
      const { chunk } = offered;
      taken = offered.taken;
      offered = undefined;
      return Promise.resolve(chunk);
    }
    return ended ? Promise.resolve(undefined) : new Promise((resolve) => (waiting = resolve));
  };
  const end = (): void => {
    ended = true;
    waiting?.(undefined);
    waiting = undefined;
  };
  return {
    end,
    fail() {
      end();
      taken?.();
      offered?.taken();
    },
    push: (chunk) =>
      new Promise((resolve) => {
        if (ended) return resolve();
        if (waiting === undefined) {
          offered = { chunk, taken: resolve };
          return;
        }
        const give = waiting;
        waiting = undefined;
        taken = resolve;
        give(chunk);
      }),
    chunks: (async function* () {
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
    })(),
  };
}
