import type { Found, RecordHead, RecordValue, StoredRecord } from "../src/contracts/backend.ts";
import type { Entry } from "../src/entry/entry.ts";
import { bodyBytes } from "../src/entry/entry-body.ts";
import { recordHead } from "../src/entry/record-head.ts";
import { SAMPLE_AT, sampleEntry } from "./sample-entry.ts";

/** A record of bytes; nobody here decodes them. */
export function sampleRecord(
  changes: Partial<RecordHead> = {},
  value: Uint8Array = Uint8Array.of(1, 2, 3),
): StoredRecord {
  return { head: { ...recordHead(sampleEntry(), "frame1", value.length), ...changes }, value };
}

/** A record of an entry as it is. */
export function entryRecord(changes: Partial<Entry> = {}, variant = "-"): StoredRecord {
  const entry = sampleEntry({ address: { ...SAMPLE_AT, variant }, ...changes });
  return { head: recordHead(entry, "entry", bodyBytes(entry.body)), value: entry };
}

/** Variant and revision of what was found. */
export function revisionsOf(found: Found): string[] {
  return found.records.map(({ variant, revision }) => `${variant} ${revision}`).sort();
}

/** The first value found. */
export function firstValue(found: Found): RecordValue | undefined {
  return found.records[0]?.value;
}
