import type { Address, Entry, RecordDocument, Serializer } from "@rcache/core/backend";
import { entryFields } from "../builders/entry-fields.ts";
import { check, checkEqual } from "../check.ts";

export type Encoded = RecordDocument | Uint8Array;
export type Decoded = Awaited<ReturnType<Serializer["decode"]>>;

/** Decodes, and fails the test where that throws or gives neither an entry nor a fault. */
export async function decoded(
  serializer: Serializer,
  value: Encoded,
  at: Address,
  what: string,
): Promise<Decoded> {
  let result: Decoded;
  try {
    result = await serializer.decode(value, at);
  } catch (error) {
    throw new Error(`decode of ${what} throws ${String(error)}`, { cause: error });
  }
  const known = "entry" in result || result.fault === "foreign" || result.fault === "corrupt";
  check(known, `decode of ${what} gives ${JSON.stringify(result)}`);
  return result;
}

/** Fails the test where a value does not decode to this entry. */
export async function checkDecodes(
  serializer: Serializer,
  value: Encoded,
  entry: Entry,
  what: string,
): Promise<Entry> {
  const result = await decoded(serializer, value, entry.address, what);
  check("entry" in result, `decode of ${what} gives ${JSON.stringify(result)}`);
  checkEqual(entryFields(result.entry), entryFields(entry), what);
  return result.entry;
}
