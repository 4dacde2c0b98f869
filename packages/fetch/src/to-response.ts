import type { HandledResponse } from "@rcache/core";
import type { CachedResponse } from "./fetch-types.ts";
import { lazyResponse } from "./lazy-response.ts";
import { realResponse } from "./real-response.ts";
import { isNode } from "./runtime.ts";

/** Makes a response of an answer. The URL that was asked tells of redirects that are hidden. */
export type ResponseMaker = (answer: HandledResponse, askedUrl?: string) => CachedResponse;

/** The maker for `FetchSpecific.lazyResponse`. */
export function responseMaker(lazy: boolean | "auto"): ResponseMaker {
  return (lazy === "auto" ? isNode() : lazy) ? lazyResponse : realResponse;
}

/**
 * Converts a result of `HttpCache.handle` to a `Response` with `fromCache` and `cache`. On Node it is a lazy one, elsewhere the platform's
 * own.
 *
 * The headers are as they were received. If fetch has undone a content coding, `Content-Encoding` and `Content-Length` still describe the
 * bytes on the wire, while the body is plain, as without a cache. A response that another client stored as it was on the wire is decoded
 * here. The body belongs to this response alone.
 */
export function toResponse(answer: HandledResponse): CachedResponse {
  return responseMaker("auto")(answer);
}
