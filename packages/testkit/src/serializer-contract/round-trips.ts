import type { Serializer } from "@rcache/core/backend";
import { entryFields } from "../builders/entry-fields.ts";
import { entryOf, everyByte, text } from "../builders/entry-of.ts";
import { check, checkEqual } from "../check.ts";
import { checkDecodes, type Encoded } from "./decoded.ts";
import { sampleEntries } from "./sample-entries.ts";

/** S1. */
export async function proveRoundTrips(serializer: Serializer): Promise<void> {
  const samples = sampleEntries();
  const values = new Map<string, Encoded>();
  for (const [what, entry] of samples) {
    const before = entryFields(entry);
    const value = await serializer.encode(entry, entry.address);
    checkEqual(value instanceof Uint8Array, serializer.valueKind === "bytes", `${what}: encode gives bytes`);
    checkEqual(entryFields(entry), before, `${what}, after it was encoded`);
    values.set(what, value);
  }
  // Only now: encoding one entry must not write over the value of another.
  for (const [what, entry] of samples) {
    const value = values.get(what);
    check(value !== undefined, what);
    await checkDecodes(serializer, value, entry, what);
    await checkDecodes(serializer, structuredClone(value), entry, `${what}, from a copy`);
  }
}

/** S5. */
export async function proveOwned(serializer: Serializer): Promise<void> {
  const bodies = [everyByte(200), text('{"a":[1,2,3]}'), text("plain")];
  for (const type of ["application/json", "text/plain", "image/png"])
    for (const body of bodies) {
      const entry = entryOf({ body, tags: ["a"], response: { headers: [["content-type", type]] } });
      const before = entryFields(entry);
      const kept = structuredClone(before);
      const value = await serializer.encode(entry, entry.address);
      const copy = structuredClone(value);
      const first = await checkDecodes(serializer, value, entry, `a body of ${type}`);
      const handedOut = first.body;
      if (handedOut instanceof Uint8Array) handedOut.fill(0x21);
      scribbleOn(first.tags);
      for (const line of first.response.headers) scribbleOn(line);
      checkEqual(entryFields(entry), kept, `the encoded entry, after a decoded body of ${type} was changed`);
      await checkDecodes(
        serializer,
        copy,
        entry,
        `a body of ${type}, after another decoding of it was changed`,
      );
    }
}

/** What is frozen refuses, which is as good. */
function scribbleOn(list: readonly string[]): void {
  for (const i of list.keys()) Reflect.set(list, i, "scribbled");
}
