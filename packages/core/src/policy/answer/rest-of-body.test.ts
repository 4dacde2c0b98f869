import { describe, expect, it } from "vitest";
import { entryOf, requestOf } from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HttpResponse } from "../../http/messages.ts";
import { requestForRest, restIn } from "./rest-of-body.ts";

const TAG = '"one"';

function tagged(changes: Partial<Entry> = {}): Entry {
  return entryOf({ etag: TAG, ...changes });
}

function answer(status: number, headers: HttpResponse["headers"], coding: "decoded" | "wire" = "decoded") {
  return { status, url: "https://example.com/", headers, body: null, coding } satisfies HttpResponse;
}

const encoded = (coding: "decoded" | "wire"): Partial<Entry> => ({
  response: { status: 200, statusText: "OK", headers: [["Content-Encoding", "gzip"]], coding },
});

describe("§13.1.5, §14.2 the request for the rest of a stored body", () => {
  it("asks for what is missing of the stored state, and for nothing where that has changed", () => {
    expect(requestForRest(tagged(), requestOf(), { start: 7 })?.headers).toEqual([
      ["Range", "bytes=7-"],
      ["If-Range", TAG],
    ]);
    expect(requestForRest(tagged(), requestOf(), { start: 7, end: 9 })?.headers).toEqual([
      ["Range", "bytes=7-9"],
      ["If-Range", TAG],
    ]);
  });

  it("has the reader's fields, but for its own range and conditions", () => {
    const headers = [
      ["Accept", "text/html"],
      ["range", "bytes=0-9"],
      ["If-Range", '"zero"'],
      ["If-None-Match", '"zero"'],
    ] as const;
    expect(requestForRest(tagged(), requestOf({ headers }), { start: 3, end: 9 })?.headers).toEqual([
      ["Accept", "text/html"],
      ["Range", "bytes=3-9"],
      ["If-Range", TAG],
    ]);
  });

  it("asks for the whole where nothing was read, and where bytes of what was decoded are none of the representation", () => {
    expect(requestForRest(tagged(), requestOf(), { start: 0 })?.headers).toEqual([]);
    expect(requestForRest(tagged(encoded("decoded")), requestOf(), { start: 5 })?.headers).toEqual([]);
    expect(requestForRest(tagged(encoded("wire")), requestOf(), { start: 5 })?.headers).toHaveLength(2);
  });

  it.each<[string, Entry, string]>([
    ["without a tag", entryOf({}), "GET"],
    ["with a weak one", tagged({ etag: 'W/"one"' }), "GET"],
    ["of a part", tagged({ part: { start: 0, end: 9 } }), "GET"],
    ["of another method", tagged(), "POST"],
  ])("is none %s", (_, entry, method) => {
    expect(requestForRest(entry, requestOf({ method }), { start: 1 })).toBeUndefined();
  });
});

describe("the rest of a stored body in an answer", () => {
  const etag = ["ETag", TAG] as const;
  const range = (value: string) => ["Content-Range", value] as const;

  it("is a 206 of exactly what was asked for, or what follows in a 200 of the same state", () => {
    expect(restIn(tagged(), answer(206, [etag, range("bytes 7-99/100")]), { start: 7 })).toEqual({
      skip: 0,
      take: 93,
    });
    expect(restIn(tagged(), answer(206, [etag, range("bytes 7-9/100")]), { start: 7, end: 9 })).toEqual({
      skip: 0,
      take: 3,
    });
    expect(restIn(tagged(), answer(200, [etag]), { start: 7 })).toEqual({ skip: 7 });
    expect(restIn(tagged(), answer(200, [etag]), { start: 7, end: 9 })).toEqual({ skip: 7, take: 3 });
    const whole = answer(200, [etag, ["Content-Encoding", "gzip"]]);
    expect(restIn(tagged(encoded("decoded")), whole, { start: 7 })).toEqual({ skip: 7 });
  });

  it.each<[string, HttpResponse]>([
    ["of another state", answer(200, [["ETag", '"two"']])],
    ["of a state that a weak tag names", answer(200, [["ETag", `W/${TAG}`]])],
    ["of no named state", answer(200, [])],
    ["that is encoded otherwise", answer(200, [etag, ["Content-Encoding", "br"]])],
    ["that is still encoded", answer(200, [etag], "wire")],
    ["that begins elsewhere", answer(206, [etag, range("bytes 8-99/100")])],
    ["that ends before the end", answer(206, [etag, range("bytes 7-98/100")])],
    ["whose end nobody knows", answer(206, [etag, range("bytes 7-99/*")])],
    ["that says nothing of its bytes", answer(206, [etag])],
    ["that is no answer to this", answer(404, [etag])],
  ])("is not in one %s", (_, response) => {
    expect(restIn(tagged(), response, { start: 7 })).toBeUndefined();
  });
});
