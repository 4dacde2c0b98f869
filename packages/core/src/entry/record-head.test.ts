import { expect, it } from "vitest";
import { fullEntry, sampleEntry } from "../../test/sample-entry.ts";
import { recordHead } from "./record-head.ts";

it("says of an entry what indexes need", () => {
  expect(recordHead(fullEntry(), "frame1", 4)).toStrictEqual({
    target: "https://example.com/a?b=1",
    selector: "GET",
    variant: "-",
    revision: "r1",
    serializerId: "frame1",
    url: "https://example.com/a?b=1",
    method: "GET",
    status: 206,
    tags: ["users", "日本"],
    createdAtMs: 1_400,
    freshUntilMs: 2_000.5,
    removeAtMs: 8.64e15,
    bytes: 4,
  });
});

it("names the body that the record owns", () => {
  const body = { id: "b", target: "t", bytes: 12, checksum: "c" };
  expect(recordHead(sampleEntry({ body }), "frame1", 12).body).toEqual(body);
});
