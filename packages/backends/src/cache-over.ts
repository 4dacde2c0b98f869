import {
  type CacheOptions,
  createHttpCache,
  frameSerializer,
  type HttpCache,
  invalidOption,
  RcacheError,
} from "@rcache/core";
import type { Backend, Serializer } from "@rcache/core/backend";
import type { BackendAlias, BackendUrl, OpenOptions } from "./backend-aliases.ts";
import { delegateBackend } from "./delegate-backend.ts";
import { type SerializerAlias, serializerAlias } from "./serializer-alias.ts";

/** A backend: an alias, a URL, the backend itself, or a factory. */
export type BackendChoice = CacheOptions["backend"] | BackendAlias | BackendUrl;

/** The options of `createHttpCache`, with aliases and URLs for `backend` and `serializer`. */
export type OpenCacheOptions = Omit<CacheOptions, "backend" | "serializer"> & {
  /**
   * Where responses are stored: an alias, a URL, a backend, or a factory.
   * @default SQLite if it is installed and runs, otherwise memory with a warning
   */
  backend?: BackendChoice;
  /** Options for the factory of a backend given as alias, URL or factory. The factory checks them. */
  backendOptions?: OpenOptions;
  /** How entries are written: an alias or a serializer. @default the backend's own */
  serializer?: Serializer | SerializerAlias;
};

/** How a runtime finds what was named. */
export interface Openers {
  backend(choice: BackendAlias | BackendUrl, options: OpenOptions): Promise<Backend>;
  defaultBackend(options: OpenOptions): Promise<Backend>;
  serializer(alias: SerializerAlias): Promise<Serializer>;
}

/** A cache whose backend is found by `openers` when it is first needed. */
export function cacheOver(openers: Openers, options: OpenCacheOptions): HttpCache {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidOption("options", options, "an object such as { backend: 'sqlite', expireAfter: '1h' }");
  const { backend: choice, backendOptions, serializer, ...rest } = options;
  checkBackendOptions(choice, backendOptions);
  if (rest.cacheName !== undefined && backendOptions?.cacheName !== undefined) {
    throw new RcacheError("RCACHE_INVALID_OPTION", "cacheName: it was given twice", {
      remedy: "Give the name either as cacheName or in backendOptions.",
    });
  }
  const source = backendSource(openers, choice, backendOptions);
  if (serializer === undefined) return createHttpCache({ ...rest, backend: source });
  if (typeof serializer !== "string") return createHttpCache({ ...rest, backend: source, serializer });
  const alias = serializerAlias(serializer);
  if (alias === "frame") return createHttpCache({ ...rest, backend: source, serializer: frameSerializer });
  return createHttpCache({
    // A backend that somebody else opened stays his, also behind the function that brings its serializer.
    ...(typeof choice === "object" && { autoClose: false }),
    ...rest,
    backend: async (given) => {
      const backend = typeof source === "function" ? await source(given) : source;
      return delegateBackend(backend, { serializer: await openers.serializer(alias) });
    },
  });
}

function backendSource(
  openers: Openers,
  choice: BackendChoice | undefined,
  backendOptions: OpenOptions | undefined,
): CacheOptions["backend"] {
  if (choice === undefined) return (given) => openers.defaultBackend({ ...given, ...backendOptions });
  if (typeof choice === "string") return (given) => openers.backend(choice, { ...given, ...backendOptions });
  if (typeof choice === "function") return (given) => choice({ ...given, ...backendOptions });
  return choice;
}

function checkBackendOptions(choice: unknown, backendOptions: unknown): void {
  if (backendOptions === undefined) return;
  if (typeof backendOptions !== "object" || backendOptions === null || Array.isArray(backendOptions)) {
    throw invalidOption("backendOptions", backendOptions, "an object with options of the backend's factory");
  }
  if (typeof choice === "object" && choice !== null) {
    throw new RcacheError("RCACHE_INVALID_OPTION", "backendOptions: the backend has already been created", {
      remedy: "Pass these options to the backend's factory.",
    });
  }
}
