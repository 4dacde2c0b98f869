import { RcacheError } from "../../errors/rcache-error.ts";
import { faultOfRequest, faultOfResponse } from "../../http/message-shape.ts";
import type { HttpRequest, HttpResponse } from "../../http/messages.ts";

/** @throws RcacheError `RCACHE_INVALID_REQUEST` */
export function checkRequest(request: HttpRequest): void {
  const fault = faultOfRequest(request);
  if (fault === undefined) return;
  throw new RcacheError("RCACHE_INVALID_REQUEST", `it is not a request: ${fault}`, {
    remedy:
      "Give { method: 'GET', url: 'https://example.com/', headers: [['accept', 'text/html']] }; a body is bytes.",
  });
}

/** @throws RcacheError `RCACHE_INVALID_RESPONSE` */
export function checkResponse(response: HttpResponse): HttpResponse {
  const fault = faultOfResponse(response);
  if (fault === undefined) return response;
  throw new RcacheError("RCACHE_INVALID_RESPONSE", `it is not a response: ${fault}`, {
    remedy:
      "Give { status, url, headers, body, coding }; fromResponse of @rcache/fetch makes it of a Response.",
  });
}

/** @throws RcacheError `RCACHE_INVALID_OPTION` */
export function checkSend(send: unknown): void {
  if (typeof send === "function") return;
  throw new RcacheError("RCACHE_INVALID_OPTION", "send: it is not a function that asks the origin", {
    remedy: "Give it as the second argument: cache.handle(request, send).",
  });
}
