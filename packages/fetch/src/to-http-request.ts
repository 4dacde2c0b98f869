import type { HttpRequest } from "@rcache/core";
import { outgoingRequest } from "./outgoing-request.ts";
import { readArguments } from "./request-init.ts";

/**
 * Converts the arguments of `fetch(input, init)` to data for `HttpCache.handle`.
 *
 * It returns without a promise unless a body has to be read first (a `Request` with a body, a `Blob`, a form). A body that can be sent
 * only once becomes `'streaming'`, a `Blob` or form over 1 MiB becomes `'unread'`. A form gets a boundary that does not change. A `Request`
 * is used up, as by fetch.
 *
 * @throws TypeError the runtime's own, for what its fetch would reject
 */
export function toHttpRequest(
  input: string | URL | Request,
  init?: RequestInit,
): HttpRequest | Promise<HttpRequest> {
  const asked = readArguments(input, init);
  const outgoing = outgoingRequest(asked.input, asked.init);
  return outgoing instanceof Promise ? outgoing.then(({ request }) => request) : outgoing.request;
}
