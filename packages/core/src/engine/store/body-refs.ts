import type { FoundRecord } from "../../contracts/backend.ts";
import type { Serializer } from "../../contracts/serializer.ts";
import { type BodyRef, type Entry, isBodyRef } from "../../entry/entry.ts";
import type { Looked } from "./looked.ts";

/** Where bodies stand is the entries' to say: what a backend keeps of it beside them may be lost. */
export function bodyRefsOf(
  records: readonly FoundRecord[],
  entries: readonly (Entry | undefined)[],
  serializer: Serializer | undefined,
): Looked["bodyRefs"] {
  let refs: Map<Entry, BodyRef> | undefined;
  // By number: the iterator's pairs are garbage of every hit.
  for (let i = 0; i < entries.length; i += 1) {
    const entry = entries[i];
    if (entry === undefined || isWithoutRef(entry, records[i], serializer)) continue;
    const { body } = entry;
    if (!isBodyRef(body)) continue;
    refs ??= new Map();
    refs.set(entry, body);
  }
  return refs;
}

/** The body of an entry that a backend keeps may be a copy, made for whoever looks at it: there, the record says whether to look. */
function isWithoutRef(
  entry: Entry,
  record: FoundRecord | undefined,
  serializer: Serializer | undefined,
): boolean {
  if (serializer !== undefined) return record?.decoded?.get(serializer) === entry;
  return record?.body === undefined && Object.getPrototypeOf(entry) !== Object.prototype;
}
