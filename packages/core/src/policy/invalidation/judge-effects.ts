import { fieldValue } from "../../http/fields/fields.ts";
import type { HttpRequest, HttpResponse } from "../../http/messages.ts";
import { referencedUrl } from "../../http/urls/referenced-url.ts";
import type { AnswerHead } from "../outcome.ts";

/**
 * URLs whose stored answers a successful unsafe request makes unusable: its own, the one at the end of redirects that its transport has
 * followed, and those of the same origin that its answer names (RFC 9111 §4.4). None after an error.
 */
export function invalidatedUrls(
  request: HttpRequest,
  response: AnswerHead & Partial<Pick<HttpResponse, "url">>,
): readonly string[] {
  if (response.status < 200 || response.status > 399) return [];
  const end = response.url === undefined ? undefined : referencedUrl(response.url, request.url)?.href;
  const own = end === undefined || end === request.url ? [request.url] : [request.url, end];
  const named = ["location", "content-location"].flatMap((name) => {
    const reference = fieldValue(response.headers, name);
    const url = reference === undefined ? undefined : referencedUrl(reference, request.url);
    return url !== undefined && url.origin === new URL(request.url).origin ? [url.href] : [];
  });
  return named.length === 0 ? own : [...new Set([...own, ...named])];
}

/** Whether a POST's answer says that it is what a GET of the same resource would bring (RFC 9110 §9.3.3). */
export function speaksForGet(request: HttpRequest, response: HttpResponse): boolean {
  if (request.method !== "POST" || response.status !== 200) return false;
  const named = fieldValue(response.headers, "content-location");
  return named !== undefined && referencedUrl(named, request.url)?.href === new URL(request.url).href;
}
