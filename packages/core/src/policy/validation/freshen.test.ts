import { describe, expect, it } from "vitest";
import {
  dateText,
  entryOf,
  NOW_MS,
  NOW_TEXT,
  PRIVATE,
  RULES,
  replyQuestion,
  requestWith,
  responseOf,
  settingsOf,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { judgeNotModified } from "../reply/judge-not-modified.ts";
import { freshenedResponse } from "./freshen.ts";
import { freshenedFields } from "./freshened-fields.ts";

describe("freshenedFields", () => {
  it("§3.2 rule 123 G-143: each field of the 304 replaces all stored lines of its name, the rest stay", () => {
    const stored: HeaderList = [
      ["A", "1"],
      ["b", "2"],
      ["a", "3"],
      ["C", "4"],
    ];
    expect(
      freshenedFields(stored, [
        ["a", "5"],
        ["A", "6"],
        ["D", "7"],
      ]),
    ).toEqual([
      ["b", "2"],
      ["C", "4"],
      ["a", "5"],
      ["A", "6"],
      ["D", "7"],
    ]);
  });

  it("a validator without a value takes no stored one's place, any other field does", () => {
    const stored: HeaderList = [
      ["ETag", '"a"'],
      ["Last-Modified", "yesterday"],
      ["X-A", "1"],
    ];
    const empty: HeaderList = [
      ["etag", ""],
      ["last-modified", ""],
      ["x-a", ""],
    ];
    expect(freshenedFields(stored, empty)).toEqual([...stored.slice(0, 2), ["x-a", ""]]);
  });

  it("§3.2 rule 124 V23 G-146 F43: what describes the stored body stays as it was", () => {
    const stored: HeaderList = [
      ["Content-Length", "5"],
      ["Content-Encoding", "gzip"],
      ["Content-Range", "bytes 0-4/5"],
    ];
    const confirmed: HeaderList = [
      ["content-length", "0"],
      ["content-encoding", "br"],
      ["content-range", "bytes 0-0/1"],
      ["transfer-encoding", "chunked"],
    ];
    expect(freshenedFields(stored, confirmed)).toEqual(stored);
    expect(freshenedFields([], confirmed)).toEqual([]);
  });

  it("§3.2 rule 124: Content-* as such is not exempt", () => {
    expect(freshenedFields([["Content-Foo", "1"]], [["content-foo", "2"]])).toEqual([["content-foo", "2"]]);
    expect(freshenedFields([["Content-Type", "a/b"]], [["Content-Type", "c/d"]])).toEqual([
      ["Content-Type", "c/d"],
    ]);
  });

  it("§3.1 rule 27: fields of the connection are not merged, nor those that Connection names", () => {
    const confirmed: HeaderList = [
      ["Connection", "X-Hop"],
      ["X-Hop", "1"],
      ["Keep-Alive", "5"],
      ["Proxy-Authenticate", "x"],
    ];
    expect(freshenedFields([["X-Hop", "0"]], confirmed)).toEqual([["X-Hop", "0"]]);
  });

  it("§4.2.3 rule 97: Age and Date are those of the exchange that confirmed, or none", () => {
    const stored: HeaderList = [
      ["Age", "500"],
      ["Date", dateText(-1_000)],
    ];
    expect(freshenedFields(stored, [])).toEqual([]);
    expect(freshenedFields(stored, [["Date", NOW_TEXT]])).toEqual([["Date", NOW_TEXT]]);
  });
});

describe("freshenedResponse", () => {
  it("§4.3.4 is the stored answer with the 304's fields, not the 304", () => {
    const entry = entryOf({
      response: { status: 203, statusText: "Was", headers: [["A", "1"]], coding: "wire" },
    });
    const confirmation = responseOf({
      status: 304,
      statusText: "Not Modified",
      url: "https://x/",
      headers: [["B", "2"]],
    });
    expect(freshenedResponse(entry, confirmation)).toEqual({
      status: 203,
      statusText: "Was",
      url: "https://x/",
      headers: [
        ["A", "1"],
        ["B", "2"],
      ],
      body: null,
      coding: "wire",
    });
  });
});

describe("the entry after a 304", () => {
  const before = entryOf({
    etag: '"a"',
    address: { target: "t", selector: "s", variant: "-" },
    response: {
      status: 200,
      statusText: "OK",
      headers: [
        ["ETag", '"a"'],
        ["X-A", "1"],
      ],
      coding: "wire",
    },
    body: Uint8Array.of(1, 2),
    baseAgeMs: 99_000,
    receivedAtMs: NOW_MS - 500_000,
    createdAtMs: NOW_MS - 900_000,
    tags: ["t"],
    staleBan: "must-revalidate",
  });

  function confirmedBy(headers: HeaderList, settings: ResolvedSettings = RULES): Entry | undefined {
    const verdict = judgeNotModified(
      replyQuestion({
        response: responseOf({ status: 304, headers }),
        settings,
        asked: { kind: "ask", conditions: [before], fallback: before, reason: "stale" },
      }),
    );
    return verdict.kind === "freshen" && verdict.store.kind !== "keep-out" ? verdict.store.entry : undefined;
  }

  it("G-139 G-148 PIPE-13 MOD-03 has new lifetimes and a new revision; body, creation, tags and address stay", () => {
    expect(confirmedBy([], settingsOf({ expireAfter: 60, tags: ["other"] }))).toMatchObject({
      address: before.address,
      revision: "r2",
      body: before.body,
      createdAtMs: before.createdAtMs,
      tags: before.tags,
      receivedAtMs: NOW_MS,
      baseAgeMs: 0,
      etag: '"a"',
      lifetimes: { freshUntilMs: NOW_MS + 60_000 },
    });
  });

  it("G-144 header-led, its lifetimes are the 304's, and so is what it forbids", () => {
    const entry = confirmedBy(
      [
        ["Cache-Control", "max-age=60, no-cache"],
        ["Age", "5"],
      ],
      PRIVATE,
    );
    expect(entry).toMatchObject({
      staleBan: "no-cache",
      baseAgeMs: 5_000,
      lifetimes: { freshUntilMs: NOW_MS + 55_000 },
    });
    expect(confirmedBy([["Cache-Control", "max-age=60"]], PRIVATE)?.staleBan).toBeUndefined();
    expect(confirmedBy([["Cache-Control", "max-age=60"]], RULES)?.staleBan).toBeUndefined();
  });

  it("§4.2.3 rule 97: without a Date in the 304, it is as young as its receipt", () => {
    const dated: Entry = { ...before, response: { ...before.response, headers: [["Date", dateText(-500)]] } };
    const verdict = judgeNotModified(
      replyQuestion({
        request: requestWith(),
        response: responseOf({ status: 304, headers: [["Cache-Control", "max-age=60"]] }),
        settings: PRIVATE,
        asked: { kind: "ask", conditions: [dated], fallback: dated, reason: "stale" },
      }),
    );
    expect(verdict).toMatchObject({
      store: { entry: { baseAgeMs: 0, lifetimes: { freshUntilMs: NOW_MS + 60_000 } } },
    });
  });

  it("a part stays a part", () => {
    const part: Entry = { ...before, part: { start: 0, end: 1, total: 5 } };
    const verdict = judgeNotModified(
      replyQuestion({
        response: responseOf({ status: 304 }),
        asked: { kind: "ask", conditions: [part], fallback: part, reason: "stale" },
      }),
    );
    expect(verdict).toMatchObject({ store: { entry: { part: part.part } } });
  });
});
