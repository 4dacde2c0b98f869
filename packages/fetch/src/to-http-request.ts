import type { HttpRequest } from "@rcache/core";
import { outgoingRequest } from "./outgoing-request.ts";
import { readArguments } from "./request-init.ts";

/**
 * What `fetch(input, init)` would ask, as data for `HttpCache.handle`.
 *
 * At once, unless a body has to be read first (a `Request` with one, a `Blob`, a form). A body that cannot be read twice, or is larger
 * than 1 MiB and not in memory, is `'streaming'`. A form gets a boundary that does not change. A `Request` is used up, as by fetch.
 *
 * @throws TypeError the runtime's own, for what its fetch would refuse
 */
export function toHttpRequest(
  input: string | URL | Request,
  init?: RequestInit,
): HttpRequest | Promise<HttpRequest> {
  const asked = readArguments(input, init);
  const outgoing = outgoingRequest(asked.input, asked.init);
  return outgoing instanceof Promise ? outgoing.then(({ request }) => request) : outgoing.request;
}
