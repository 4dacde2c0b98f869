import type { Backend, Bytes, Entry, RecordDocument, RecordValue } from "@rcache/core/backend";
import { entryFields } from "../builders/entry-fields.ts";
import { entryOf } from "../builders/entry-of.ts";

type How = "truncate" | "flip";

/** The value with half of it gone, or with one bit of it changed: of bytes, of an entry's body, of a document's longest field. */
export function damagedValue(valueKind: Backend["valueKind"], value: RecordValue, how: How): RecordValue {
  if (value instanceof Uint8Array) return damagedBytes(value, how);
  // The casts: only the valueKind tells an entry from a document, and it is the backend's own.
  return valueKind === "entry"
    ? damagedEntry(value as Entry, how)
    : damagedDocument(value as RecordDocument, how);
}

/** Half of the bytes, or all of them with one bit changed. */
export function damagedBytes(bytes: Uint8Array, how: How): Bytes {
  if (how === "truncate") return Uint8Array.from(bytes.subarray(0, bytes.length >> 1));
  const flipped = Uint8Array.from(bytes);
  const middle = bytes.length >> 1;
  if (middle < flipped.length) flipped[middle] = (flipped[middle] ?? 0) ^ 1;
  return flipped;
}

function damagedEntry(entry: Entry, how: How): Entry {
  // The cast: these are the fields of an entry, under their own names.
  const fields = entryFields(entry) as unknown as Entry;
  return fields.body instanceof Uint8Array
    ? entryOf({ ...fields, body: damagedBytes(fields.body, how) })
    : entry;
}

function damagedDocument(document: RecordDocument, how: How): RecordDocument {
  let longest: readonly [string, string | Uint8Array] = ["", ""];
  for (const [field, value] of Object.entries(document))
    if ((typeof value === "string" || value instanceof Uint8Array) && value.length > longest[1].length)
      longest = [field, value];
  const [field, value] = longest;
  const damaged = typeof value === "string" ? damagedText(value, how) : damagedBytes(value, how);
  return field === "" ? document : { ...document, [field]: damaged };
}

function damagedText(text: string, how: How): string {
  const middle = text.length >> 1;
  if (how === "truncate") return text.slice(0, middle);
  return text.slice(0, middle) + (text[middle] === "x" ? "y" : "x") + text.slice(middle + 1);
}
