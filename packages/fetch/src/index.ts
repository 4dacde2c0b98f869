// What whoever has installed this package alone needs of the cache behind it: constants, errors, stores put together, and every type.

export type * from "@rcache/backends";
export { configuredOptions, keyValueBackend } from "@rcache/backends";
export {
  createHttpCache,
  DO_NOT_CACHE,
  ERROR_CODES,
  EXPIRE_IMMEDIATELY,
  frameSerializer,
  isRcacheError,
  NEVER_EXPIRE,
  pipeline,
  RcacheError,
  tiered,
} from "@rcache/core";
export { CachedSession } from "./cached-session.ts";
export { createCachedFetch } from "./create-cached-fetch.ts";
export type {
  CachedFetch,
  CachedFetchOptions,
  CachedRequestInit,
  CachedResponse,
  ExplainedRequestInit,
  FetchLike,
  FetchSpecific,
} from "./fetch-types.ts";
export { fromResponse } from "./from-response.ts";
export type { SessionOptions, SessionRequestOptions } from "./session-options.ts";
export { toHttpRequest } from "./to-http-request.ts";
export { toResponse } from "./to-response.ts";
