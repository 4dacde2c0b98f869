import { describe, expect, it } from "vitest";
import { parseByteRange, parseContentRange, resolveRange } from "./range.ts";

describe("parseByteRange", () => {
  it.each([
    ["bytes=0-499", { kind: "range", first: 0, last: 499 }],
    ["bytes=500-500", { kind: "range", first: 500, last: 500 }],
    ["bytes=500-", { kind: "range", first: 500 }],
    ["bytes=-500", { kind: "suffix", length: 500 }],
    ["bytes=-0", { kind: "suffix", length: 0 }],
    ["BYTES=0-1", { kind: "range", first: 0, last: 1 }],
    [" bytes= 0-1\t", { kind: "range", first: 0, last: 1 }],
    ["bytes=,0-1,", { kind: "range", first: 0, last: 1 }],
    ["bytes=0-99999999999999999999", { kind: "range", first: 0, last: Number.MAX_SAFE_INTEGER }],
  ])("§3.3 rule 137: %j is %j", (value, range) => {
    expect(parseByteRange(value)).toEqual(range);
  });

  it.each([
    "",
    "foo",
    "bytes",
    "bytes=",
    "bytes=,",
    "bytes=-",
    "bytes=--1",
    "bytes=a-b",
    "bytes=0-b",
    "bytes=a-",
    "bytes=1",
    "bytes=1 - 2",
    "bytes=5-4",
    "bytes=+1-2",
    "bytes=0x0-1",
    "bytes =0-1",
    "bytes:0-1",
    "items=0-1",
    "bytes=0-1,2-3",
    "bytes=0-,0-,0-",
    "bytes=0-1-2",
    'bytes="0-1"',
    "0-1",
  ])("§3.3 rule 138: %j is several, malformed or foreign, and passes", (value) => {
    expect(parseByteRange(value)).toBeUndefined();
  });
});

describe("resolveRange", () => {
  it.each([
    ["bytes=0-4", 10, { start: 0, end: 4 }],
    ["bytes=0-99", 10, { start: 0, end: 9 }],
    ["bytes=9-", 10, { start: 9, end: 9 }],
    ["bytes=-3", 10, { start: 7, end: 9 }],
    ["bytes=-99", 10, { start: 0, end: 9 }],
    ["bytes=10-", 10, "unsatisfiable"],
    ["bytes=10-20", 10, "unsatisfiable"],
    ["bytes=-0", 10, "unsatisfiable"],
    ["bytes=0-", 0, "unsatisfiable"],
    ["bytes=-5", 0, "unsatisfiable"],
    ["bytes=99999999999999999999-", 10, "unsatisfiable"],
  ])("§3.3 rule 137: %s of %d bytes is %j", (value, total, span) => {
    const range = parseByteRange(value);
    expect(range && resolveRange(range, total)).toEqual(span);
  });
});

describe("parseContentRange", () => {
  it.each([
    ["bytes 0-4/10", { start: 0, end: 4, total: 10 }],
    ["bytes 0-9/10", { start: 0, end: 9, total: 10 }],
    ["Bytes 5-5/*", { start: 5, end: 5 }],
    [" bytes 0-0/1 ", { start: 0, end: 0, total: 1 }],
  ])("§3.4 rule 141: %j is %j", (value, range) => {
    expect(parseContentRange(value)).toEqual(range);
  });

  it.each([
    "",
    "bytes",
    "bytes */10",
    "bytes 0-4",
    "bytes 0-10/10",
    "bytes 4-3/10",
    "bytes 0-4/",
    "bytes 0-4/1x",
    "bytes 0/4-10",
    "bytes -4/10",
    "bytes 0-/10",
    "bytes=0-4/10",
    "bytes  0-4/10",
    "bytes 0-4/10/11",
    "bytes 0 - 4/10",
    "items 0-4/10",
    "bytes 0-4/99999999999999999999",
  ])("§3.4 rule 141: %j says nothing that could be combined", (value) => {
    expect(parseContentRange(value)).toBeUndefined();
  });
});
