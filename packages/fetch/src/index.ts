export { CachedSession } from "./cached-session.ts";
export { createCachedFetch } from "./create-cached-fetch.ts";
export type {
  CachedFetch,
  CachedFetchOptions,
  CachedRequestInit,
  CachedResponse,
  FetchLike,
  FetchSpecific,
} from "./fetch-types.ts";
export { fromResponse } from "./from-response.ts";
export type { SessionOptions, SessionRequestOptions } from "./session-options.ts";
export { toHttpRequest } from "./to-http-request.ts";
export { toResponse } from "./to-response.ts";
