import { fieldValue } from "../fields/fields.ts";
import type { HttpResponse } from "../messages.ts";
import { isRedirectStatus } from "../status.ts";
import { referencedUrl } from "./referenced-url.ts";

/** Where a `Location` leads from a URL, if that is an HTTP URL (RFC 9110 §10.2.2). */
export function locationTarget(location: string, url: string): URL | undefined {
  const target = referencedUrl(location, url);
  return target !== undefined && /^https?:$/.test(target.protocol) ? target : undefined;
}

/** Whether who follows this answer to a URL is stuck: it redirects without a `Location`, or to what is no HTTP URL. */
export function leadsNowhere(
  { status, headers }: Pick<HttpResponse, "status" | "headers">,
  url: string,
): boolean {
  if (!isRedirectStatus(status)) return false;
  const location = fieldValue(headers, "location") ?? "";
  return location === "" || locationTarget(location, url) === undefined;
}
