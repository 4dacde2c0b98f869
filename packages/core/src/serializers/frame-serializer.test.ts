import { describe, expect, it } from "vitest";
import { fullEntry, SAMPLE_AT } from "../../test/sample-entry.ts";
import type { Serializer } from "../contracts/serializer.ts";
import { revisedEntry } from "../entry/revised-entry.ts";
import type { Chunks } from "../http/messages.ts";
import { documentSerializer } from "./document-serializer.ts";
import { frameSerializer } from "./frame-serializer.ts";

async function* chunks(): Chunks {
  yield Uint8Array.of(1, 2);
}

// The cast: `decode` is given what the same serializer's `encode` made.
describe.each([frameSerializer as Serializer, documentSerializer as Serializer])(
  "the serializer $id",
  (serializer) => {
    it("gives back the entry, synchronously from its second use on", async () => {
      await serializer.encode(fullEntry(), SAMPLE_AT);
      const value = serializer.encode(fullEntry(), SAMPLE_AT);
      if (value instanceof Promise) throw new Error("a promise");
      const result = serializer.decode(value, SAMPLE_AT);
      expect(result).toHaveProperty("entry");
      expect("entry" in result && revisedEntry(result.entry)).toStrictEqual(fullEntry());
    });

    it("says in its id which format version it writes", () => {
      expect(serializer.id).toMatch(/^[a-z]+1$/);
    });

    it("leaves bodies outside the record as they are", () => {
      const given = chunks();
      expect(serializer.body?.seekable).toBe(true);
      expect(serializer.body?.seal(given, "id")).toBe(given);
      expect(serializer.body?.open(given, "id")).toBe(given);
    });
  },
);
