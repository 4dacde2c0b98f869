import type { RecordHead } from "../contracts/backend.ts";
import type { Entry } from "./entry.ts";
import { bodyRefOf } from "./own-entry.ts";

/**
 * What a backend indexes of an entry.
 *
 * @param serializerId the id of the serializer that made the value, or `entry`
 * @param bodyBytes the body's length in bytes, wherever it stands
 */
export function recordHead(entry: Entry, serializerId: string, bodyBytes: number): RecordHead {
  const { target, selector, variant } = entry.address;
  const head: RecordHead = {
    target,
    selector,
    variant,
    revision: entry.revision,
    serializerId,
    url: entry.url,
    method: entry.request.method,
    status: entry.response.status,
    tags: entry.tags,
    createdAtMs: entry.createdAtMs,
    freshUntilMs: entry.lifetimes.freshUntilMs,
    removeAtMs: entry.lifetimes.removeAtMs,
    bytes: bodyBytes,
  };
  const body = bodyRefOf(entry);
  return body === undefined ? head : { ...head, body };
}
