import type { RecordHead } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import {
  bytesOf,
  decodeFound,
  decodeHead,
  encodeRecord,
  HEAD_BYTES,
  headEnd,
  isUnder,
  removeAtOf,
  valueIn,
} from "./record-text.ts";

const head: RecordHead = {
  ...{
    target: "https://example.com/",
    selector: "GET",
    variant: "-",
    revision: "r1",
    serializerId: "frame/1",
  },
  ...{ url: "https://example.com/", method: "GET", status: 200, tags: ["é\n"], bytes: 3 },
  ...{ createdAtMs: 1, freshUntilMs: 2.5, removeAtMs: 8.64e15 },
};
/** As the script stores it. */
function stored(given: RecordHead): Buffer {
  return Buffer.concat([Buffer.from("0\n"), encodeRecord(given, value)]);
}

const value = Uint8Array.of(0, 10, 255);

describe("a stored record", () => {
  it.each([
    ["as usual", head],
    [
      "with line breaks, quotes and backslashes",
      { ...head, revision: '"\n\\', serializerId: "\n", variant: "\n" },
    ],
    ["with a body", { ...head, body: { id: "b\n1", target: head.target, bytes: 9, checksum: "crc32:0" } }],
    ["with a long head", { ...head, tags: ["x".repeat(HEAD_BYTES)] }],
  ])("comes back: %s", (_, given) => {
    const record = stored(given);
    expect(decodeHead(given, record)).toEqual(given);
    expect(decodeHead(given, record.subarray(0, headEnd(record)))).toEqual(given);
    const { target, selector, variant, revision, serializerId, removeAtMs } = given;
    const found = { target, selector, variant, revision, serializerId, removeAtMs, value };
    const expected = "body" in given ? { ...found, body: given.body } : found;
    expect(decodeFound(given, record)).toEqual(expected);
    expect(decodeFound(given, record, variant)).toEqual(expected);
  });

  it("keeps no more in memory than it needs", () => {
    const socket = Buffer.alloc(65_536);
    const record = stored(head);
    record.copy(socket, 100);
    expect(valueIn(socket.subarray(100, 100 + record.length)).buffer.byteLength).toBe(value.length);
  });

  it("says what scripts and lookups ask first", () => {
    const record = stored(head);
    expect(removeAtOf(record)).toBe(head.removeAtMs);
    expect([undefined, "0", "1", ""].map((epoch) => isUnder(epoch, record))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("that is none is said to be none", () => {
    const record = stored(head);
    for (const garbage of ["", "a\nb", "1\n2\n3\n4\n5\n6\n7", '0\n9\n"r"\n\n"f"\nx\n{}']) {
      const bytes = Buffer.from(garbage);
      expect([decodeHead(head, bytes), decodeFound(head, bytes)]).toEqual([undefined, undefined]);
    }
    expect(headEnd(record.subarray(0, 5))).toBeUndefined();
    const broken = Buffer.from(record.toString("latin1").replace('{"', "{'"), "latin1");
    expect(decodeHead(head, broken)).toBeUndefined();
    expect(() => bytesOf({ a: 1 })).toThrow("keeps bytes");
  });
});
