import type { RecordValue } from "../../contracts/backend.ts";
import type { Entry } from "../../entry/entry.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";

/** A copy of a record's value that shares nothing with it. An entry becomes a plain object. */
export function ownValue(value: RecordValue): RecordValue {
  // The cast: a copy has the type of what it was made from.
  return copyOf(isEntry(value) ? revisedEntry(value) : value) as RecordValue;
}

function isEntry(value: RecordValue): value is Entry {
  return "lifetimes" in value && "address" in value;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}
