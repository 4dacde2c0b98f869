import { fieldValue } from "../http/fields.ts";
import type { HttpRequest, HttpResponse } from "../http/messages.ts";

/**
 * URLs whose stored answers a successful unsafe request makes unusable: its own, and those of the same origin that its answer names
 * (RFC 9111 §4.4). None after an error.
 */
export function invalidatedUrls(request: HttpRequest, response: HttpResponse): readonly string[] {
  if (response.status < 200 || response.status > 399) return [];
  const { origin } = new URL(request.url);
  const named = ["location", "content-location"].flatMap((name) => {
    const reference = fieldValue(response.headers, name);
    if (reference === undefined || !URL.canParse(reference, request.url)) return [];
    const url = new URL(reference, request.url);
    return url.origin === origin ? [url.href] : [];
  });
  return [...new Set([request.url, ...named])];
}
