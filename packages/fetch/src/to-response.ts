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
 * An answer as a `Response` with `fromCache` and `cache`: lazy on Node, the platform's own elsewhere.
 *
 * The fields stand as they were received: where fetch has undone a content coding, `Content-Encoding` and `Content-Length` still name
 * what was on the wire, as with an uncached fetch, while the body is plain. An answer that another client stored as it was on the wire
 * is decoded here. The body is this response's own.
 */
export function toResponse(answer: HandledResponse): CachedResponse {
  return responseMaker("auto")(answer);
}
