import { describe, expect, it } from "vitest";
import {
  dateText,
  entryOf,
  entryWith,
  NOW_MS,
  NOW_TEXT,
  PRIVATE,
  plainDigests,
  RULES,
  requestOf,
  requestWith,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList, HttpRequest } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { type Asked, type ShapedAnswer, servedHeaders, shapeAnswer } from "./shape-answer.ts";

function asked(settings: ResolvedSettings, request: HttpRequest = requestOf()): Asked {
  return { request, settings, secrets: [], digests: plainDigests, nowMs: NOW_MS };
}

function shaped(
  entry: Entry,
  request: HttpRequest = requestOf(),
  settings: ResolvedSettings = RULES,
): ShapedAnswer {
  return shapeAnswer(entry, asked(settings, request), () => 10);
}

const MODIFIED = dateText(-1_000);
const VALIDATED = entryWith(
  [
    ["ETag", '"a"'],
    ["Last-Modified", MODIFIED],
    ["Content-Type", "text/plain"],
  ],
  { etag: '"a"', lastModified: MODIFIED },
);

describe("whole and head", () => {
  it("§4 rule 96: a GET gets it as it was stored; Date and Expires are not rewritten", () => {
    const headers: HeaderList = [
      ["Date", dateText(-60)],
      ["Expires", dateText(60)],
      ["X", "1"],
    ];
    const entry = entryWith(headers);
    expect(shaped(entry)).toEqual({ status: 200, statusText: "OK", headers, body: "whole" });
  });

  it("§4 rule 40: a HEAD gets it without its body", () => {
    expect(shaped(VALIDATED, requestOf({ method: "HEAD" }))).toEqual({
      status: 200,
      statusText: "OK",
      headers: VALIDATED.response.headers,
      body: "none",
    });
  });
});

describe("Age", () => {
  const entry = entryOf({
    baseAgeMs: 5_900,
    receivedAtMs: NOW_MS - 10_000,
    response: {
      status: 200,
      statusText: "OK",
      headers: [
        ["X", "1"],
        ["Age", "3"],
        ["age", "4"],
        ["Y", "2"],
      ],
      coding: "wire",
    },
  });

  it("§4 §5.1 rule 95: header-led, there is one, and it is the current one", () => {
    expect(servedHeaders(entry, asked(PRIVATE))).toEqual([
      ["X", "1"],
      ["age", "15"],
      ["Y", "2"],
    ]);
    expect(servedHeaders(entryOf(), asked(PRIVATE))).toEqual([["age", "10"]]);
  });

  it("rules-led, the answer is handed out as the origin made it", () => {
    expect(servedHeaders(entry, asked(RULES))).toBe(entry.response.headers);
  });
});

describe("the caller's own conditions", () => {
  it.each<[string, string, number]>([
    ["If-None-Match", '"a"', 304],
    ["If-None-Match", 'W/"a"', 304],
    ["If-None-Match", '"x", "a"', 304],
    ["If-None-Match", "*", 304],
    ["If-None-Match", '"x"', 200],
    ["If-None-Match", "a", 200],
    ["If-None-Match", "", 200],
    ["If-Modified-Since", MODIFIED, 304],
    ["If-Modified-Since", dateText(-999), 304],
    ["If-Modified-Since", dateText(-1_001), 200],
    ["If-Modified-Since", "yesterday", 200],
  ])("§4.3.2 rule 128 V7 G-155: %s: %s gives %d", (name, value, status) => {
    for (const settings of [RULES, PRIVATE])
      expect(shaped(VALIDATED, requestWith([name, value]), settings).status).toBe(status);
    expect(shaped(VALIDATED, requestOf({ method: "HEAD", headers: [[name, value]] })).status).toBe(status);
  });

  it("RFC 9110 §13.2.2 rule 128: the tag decides before the date", () => {
    expect(
      shaped(VALIDATED, requestWith(["If-None-Match", '"x"'], ["If-Modified-Since", MODIFIED])).status,
    ).toBe(200);
    expect(shaped(VALIDATED, requestWith(["If-None-Match", '"a"'], ["If-Modified-Since", "x"])).status).toBe(
      304,
    );
  });

  it("§4.3.2 rule 128: without Last-Modified, Date stands in, and without Date receipt", () => {
    const dated = entryWith([["Date", dateText(-60)]]);
    expect(shaped(dated, requestWith(["If-Modified-Since", dateText(-60)])).status).toBe(304);
    expect(shaped(dated, requestWith(["If-Modified-Since", dateText(-61)])).status).toBe(200);
    const undated = entryOf({ receivedAtMs: NOW_MS - 10_000 });
    expect(shaped(undated, requestWith(["If-Modified-Since", dateText(-10)])).status).toBe(304);
    expect(shaped(undated, requestWith(["If-Modified-Since", dateText(-11)])).status).toBe(200);
  });

  it("§4.3.2 without a tag none matches but the star", () => {
    expect(shaped(entryOf(), requestWith(["If-None-Match", '"a"'])).status).toBe(200);
    expect(shaped(entryOf(), requestWith(["If-None-Match", "*"])).status).toBe(304);
  });

  it.each([203, 301, 404, 500])("RFC 9110 §13.2.1 of a stored %d the whole is due", (status) => {
    const entry = entryOf({ etag: '"a"', response: { status, statusText: "", headers: [], coding: "wire" } });
    expect(shaped(entry, requestWith(["If-None-Match", '"a"'])).status).toBe(status);
  });

  it("RFC 9110 §13.2.1 they are for GET and HEAD only", () => {
    const request = requestOf({ method: "POST", headers: [["If-None-Match", '"a"']] });
    expect(shaped(VALIDATED, request).status).toBe(200);
  });

  it("RFC 9110 §15.4.5 rule 129: the 304 has the fields that a 304 has, and no body", () => {
    const headers: HeaderList = [
      ["ETag", '"a"'],
      ["Date", NOW_TEXT],
      ["Cache-Control", "max-age=5"],
      ["Content-Location", "/b"],
      ["Expires", "0"],
      ["Vary", "Accept"],
      ["Content-Type", "text/plain"],
      ["Content-Length", "5"],
      ["Set-Cookie", "a=1"],
      ["X-A", "1"],
    ];
    const answer = shaped(entryWith(headers, { etag: '"a"' }), requestWith(["If-None-Match", "*"]), PRIVATE);
    expect(answer).toEqual({
      status: 304,
      statusText: "Not Modified",
      headers: [...headers.slice(0, 6), ["age", "10"]],
      body: "none",
    });
  });
});

describe("a part", () => {
  it("RFC 9110 §14.2 rule 137: is cut out, or told to be out of bounds", () => {
    expect(shaped(VALIDATED, requestWith(["Range", "bytes=2-4"]))).toMatchObject({
      status: 206,
      statusText: "Partial Content",
      body: { start: 2, end: 4 },
    });
    expect(shaped(VALIDATED, requestWith(["Range", "bytes=10-"]))).toMatchObject({
      status: 416,
      statusText: "Range Not Satisfiable",
      body: "none",
    });
  });

  it("RFC 9110 §13.2.2: what the caller has already is not cut", () => {
    const request = requestWith(["Range", "bytes=2-4"], ["If-None-Match", '"a"']);
    expect(shaped(VALIDATED, request).status).toBe(304);
  });
});
