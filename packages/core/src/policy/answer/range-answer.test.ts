import { describe, expect, it } from "vitest";
import { dateText, entryOf, entryWith, requestOf, requestWith } from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList, HttpRequest } from "../../http/messages.ts";
import { askedRange, type RangeAnswer, rangeAnswer } from "./range-answer.ts";

const HEADERS: HeaderList = [
  ["Content-Type", "text/plain"],
  ["Content-Length", "10"],
  ["X-A", "1"],
];
const ENTRY = entryWith(HEADERS, { etag: '"a"', lastModified: dateText(-60) });

function answered(
  request: HttpRequest,
  entry: Entry = ENTRY,
  length: number | undefined = 10,
): RangeAnswer | undefined {
  return rangeAnswer(entry, request, entry.response.headers, () => length);
}

function ranged(value: string, ...more: HeaderList): HttpRequest {
  return requestWith(["Range", value], ...more);
}

describe("rangeAnswer", () => {
  it.each([
    ["bytes=0-4", 0, 4],
    ["bytes=5-", 5, 9],
    ["bytes=-3", 7, 9],
    ["bytes=0-0", 0, 0],
    ["bytes=8-99", 8, 9],
    ["bytes=-99", 0, 9],
  ])("RFC 9110 §14.1.2 rule 137: %s is from %d to %d", (value, start, end) => {
    expect(answered(ranged(value))).toEqual({
      kind: "part",
      span: { start, end },
      headers: [
        ["Content-Type", "text/plain"],
        ["Content-Length", String(end - start + 1)],
        ["X-A", "1"],
        ["Content-Range", `bytes ${start}-${end}/10`],
      ],
    });
  });

  it.each([["bytes=10-"], ["bytes=99-100"], ["bytes=-0"]])(
    "RFC 9110 §15.5.17 rule 137: %s is out of bounds",
    (value) => {
      expect(answered(ranged(value))).toEqual({
        kind: "unsatisfiable",
        headers: [
          ["X-A", "1"],
          ["Content-Range", "bytes */10"],
        ],
      });
      expect(answered(ranged("bytes=0-"), ENTRY, 0)).toMatchObject({ kind: "unsatisfiable" });
    },
  );

  it.each([["nonsense"], ["lines=0-4"], ["bytes=0-1,3-4"], ["bytes=4-0"], [""]])(
    "RFC 9110 §14.2 rule 138: of %j the whole is due, and nothing throws",
    (value) => {
      expect(answered(ranged(value))).toBeUndefined();
    },
  );

  it("RFC 9110 §14.2 rule 138: on a HEAD or POST a range means nothing", () => {
    for (const method of ["HEAD", "POST"])
      expect(answered(requestOf({ method, headers: [["Range", "bytes=0-4"]] }))).toBeUndefined();
  });

  it("RFC 9110 §14.1.2: of what was decoded, of another status, of a part, of unknown length the whole is due", () => {
    const coded: HeaderList = [["Content-Encoding", "gzip"]];
    expect(answered(ranged("bytes=0-4"), entryWith(coded))).toBeUndefined();
    const onTheWire = entryOf({ response: { status: 200, statusText: "", headers: coded, coding: "wire" } });
    expect(answered(ranged("bytes=0-4"), onTheWire)).toMatchObject({ kind: "part" });
    const missing = entryOf({ response: { status: 404, statusText: "", headers: [], coding: "wire" } });
    expect(answered(ranged("bytes=0-4"), missing)).toBeUndefined();
    expect(answered(ranged("bytes=0-4"), entryOf({ part: { start: 0, end: 9 } }))).toBeUndefined();
    const unknown = rangeAnswer(ENTRY, ranged("bytes=0-4"), HEADERS, () => undefined);
    expect(unknown).toBeUndefined();
  });

  it("the length is asked for only where a part is wanted", () => {
    const length = (): number => {
      throw new Error("nobody wants a part");
    };
    expect(rangeAnswer(ENTRY, requestOf(), HEADERS, length)).toBeUndefined();
    expect(rangeAnswer(ENTRY, ranged("bytes=0-4", ["If-Range", '"b"']), HEADERS, length)).toBeUndefined();
  });

  it.each([
    ['"a"', true],
    ['"b"', false],
    ['W/"a"', false],
    [dateText(-60), true],
    [dateText(-59), false],
    [dateText(-61), false],
    ["nonsense", false],
  ])("RFC 9110 §13.1.5 rule 139: If-Range: %s gives a part: %s", (value, isPart) => {
    expect(answered(ranged("bytes=0-4", ["If-Range", value])) !== undefined).toBe(isPart);
  });

  it("RFC 9110 §13.1.5 rule 139: a weak tag is no proof, on whichever side", () => {
    const weak = entryOf({ etag: 'W/"a"' });
    expect(answered(ranged("bytes=0-4", ["If-Range", 'W/"a"']), weak)).toBeUndefined();
    expect(answered(ranged("bytes=0-4", ["If-Range", '"a"']), weak)).toBeUndefined();
    expect(answered(ranged("bytes=0-4", ["If-Range", '"a"']), entryOf())).toBeUndefined();
  });
});

describe("askedRange", () => {
  it("RFC 9110 §14.2 is for a GET with one range of bytes", () => {
    expect(askedRange(ranged("bytes=0-4"))).toEqual({ kind: "range", first: 0, last: 4 });
    expect(askedRange(ranged("bytes=0-4, 6-7"))).toBeUndefined();
    expect(askedRange(requestOf())).toBeUndefined();
    expect(askedRange(requestOf({ method: "HEAD", headers: [["Range", "bytes=0-4"]] }))).toBeUndefined();
  });
});
