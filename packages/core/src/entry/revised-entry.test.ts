import { expect, it } from "vitest";
import { fullEntry, SAMPLE_AT, sampleEntry } from "../../test/sample-entry.ts";
import { portableCrc32 } from "../platform/bytes/checksum.ts";
import { decodeFrame, encodeFrame } from "./formats/frame.ts";
import { revisedEntry } from "./revised-entry.ts";

it("changes what it is told to and keeps the rest, also of an entry that reads its fields on first use", () => {
  const result = decodeFrame(encodeFrame(fullEntry(), SAMPLE_AT, portableCrc32), SAMPLE_AT, portableCrc32);
  if (!("entry" in result)) throw new Error(result.fault);
  expect(revisedEntry(result.entry, { revision: "r2" })).toStrictEqual({ ...fullEntry(), revision: "r2" });
});

it("adds no property where there was none", () => {
  expect(Object.keys(revisedEntry(sampleEntry()))).not.toContain("etag");
});
