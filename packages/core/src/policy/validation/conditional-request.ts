import type { Entry } from "../../entry/entry.ts";
import { withField } from "../../http/fields/fields.ts";
import type { HttpRequest } from "../../http/messages.ts";

/**
 * The request with the validators of stored answers (RFC 9111 §4.3.1): every entity tag as it was received, and the modification date where
 * one entry is asked about.
 */
export function conditionalRequest(request: HttpRequest, entries: readonly Entry[]): HttpRequest {
  const tags = entries.flatMap(({ etag }) => (etag === undefined ? [] : [etag]));
  const lastModified = entries.length === 1 ? entries[0]?.lastModified : undefined;
  let { headers } = request;
  if (tags.length > 0) headers = withField(headers, "if-none-match", tags.join(", "));
  if (lastModified !== undefined) headers = withField(headers, "if-modified-since", lastModified);
  return headers === request.headers ? request : { ...request, headers };
}
