import { describe, expect, it } from "vitest";
import {
  dateText,
  entryWith,
  NOW_MS,
  NOW_TEXT,
  PRIVATE,
  requestOf,
  requestWith,
  responseOf,
  staleEntry,
  storeQuestion,
} from "../../../test/builders.ts";
import { judged, notModified, TAGGED } from "../../../test/judged-reply.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HttpResponse } from "../../http/messages.ts";
import { freshenedInPlace } from "./judge-not-modified.ts";

describe("304", () => {
  it("§4.3.4 G-139 confirms the entry that was asked about", () => {
    const verdict = judged({ entry: TAGGED, response: notModified(["ETag", '"a"'], ["X-New", "2"]) });
    expect(verdict).toMatchObject({ kind: "freshen", entries: [TAGGED], store: { kind: "store" } });
    expect(verdict).toMatchObject({ isRefiled: false });
  });

  it("rule 126 V7 F43: nobody asked for it: it is asked again, once", () => {
    expect(judged({ entry: TAGGED, conditions: [], response: notModified() })).toEqual({
      kind: "repeat",
      reason: "unasked-304",
    });
    expect(judged({ response: notModified() })).toEqual({ kind: "repeat", reason: "unasked-304" });
  });

  it.each(["POST", "PUT", "DELETE"])(
    "nobody asked for it with %s: it is passed on, since sent twice it would act twice",
    (method) => {
      const request = requestOf({ method });
      expect(judged({ request, response: notModified() })).toEqual({ kind: "pass", reason: "unasked-304" });
    },
  );

  it.each([["If-None-Match"], ["If-Modified-Since"]])(
    "V7 G-155 to the caller's own %s it is the caller's",
    (name) => {
      const request = requestWith([name, "x"]);
      expect(judged({ entry: TAGGED, conditions: [], response: notModified(), request })).toEqual({
        kind: "pass",
        reason: "callers-304",
      });
    },
  );

  it("§4.3.4 rule 120 F43: with a tag that nobody sent it confirms nothing", () => {
    expect(judged({ entry: TAGGED, response: notModified(["ETag", '"other"']) })).toEqual({
      kind: "repeat",
      reason: "unknown-validator",
    });
  });

  it("§4.3.4 G-145: without a tag it is about the one that was asked about, which keeps its own", () => {
    const verdict = judged({ entry: TAGGED, response: notModified() });
    expect(verdict).toMatchObject({ kind: "freshen", store: { entry: { etag: '"a"' } } });
  });

  it("§4.3.4 rule 121: a tag compares weakly, as servers weaken and strengthen it on the way", () => {
    expect(judged({ entry: TAGGED, response: notModified(["ETag", 'W/"a"']) })).toMatchObject({
      kind: "freshen",
    });
    const weak = staleEntry(5, { etag: 'W/"a"' });
    expect(judged({ entry: weak, response: notModified(["ETag", '"a"']) })).toMatchObject({
      kind: "freshen",
    });
  });

  it("§4.3.4 rule 120: a tag that is not stored confirms by itself nothing that was asked about by its date", () => {
    const dated = staleEntry(5, { lastModified: dateText(-1_000) });
    for (const etag of ['"new"', 'W/"new"'])
      expect(judged({ entry: dated, response: notModified(["ETag", etag]) })).toEqual({
        kind: "repeat",
        reason: "unknown-validator",
      });
  });

  it("§4.3.4 rule 120: beside the same date it does, and is the entry's from now on", () => {
    const dated = staleEntry(5, { lastModified: dateText(-1_000) });
    const response = notModified(["ETag", '"new"'], ["Last-Modified", dateText(-1_000)]);
    expect(judged({ entry: dated, response })).toMatchObject({
      kind: "freshen",
      store: { entry: { etag: '"new"' } },
    });
  });

  it("§4.3.4 rule 121: another date than the stored one confirms nothing, the same in another form does", () => {
    const dated = staleEntry(5, { lastModified: "Sun, 06 Nov 1994 08:49:37 GMT" });
    const said = (date: string) => judged({ entry: dated, response: notModified(["Last-Modified", date]) });
    expect(said("Sat, 05 Nov 1994 08:49:37 GMT")).toEqual({ kind: "repeat", reason: "unknown-validator" });
    expect(said("rubbish")).toEqual({ kind: "repeat", reason: "unknown-validator" });
    expect(said("Sun Nov  6 08:49:37 1994")).toMatchObject({ kind: "freshen" });
    const odd = staleEntry(5, { lastModified: "yesterday" });
    expect(judged({ entry: odd, response: notModified(["Last-Modified", "yesterday"]) })).toMatchObject({
      kind: "freshen",
    });
  });

  it("§4.3.4 rule 120: a date that was never stored confirms nothing, beside the stored tag it does no harm", () => {
    const dated = ["Last-Modified", dateText(0)] as const;
    expect(judged({ entry: TAGGED, response: notModified(dated) })).toEqual({
      kind: "repeat",
      reason: "unknown-validator",
    });
    expect(judged({ entry: TAGGED, response: notModified(["ETag", '"a"'], dated) })).toMatchObject({
      kind: "freshen",
    });
  });

  it.each(["abc", "W/abc", "abc, def", "'a'", '"a'])(
    "RFC 9110 §8.8.3: %s is no entity tag, and confirms what it was sent with, byte for byte",
    (etag) => {
      const entry = staleEntry(5, { etag });
      expect(judged({ entry, response: notModified(["ETag", etag]) })).toMatchObject({
        kind: "freshen",
        store: { entry: { etag } },
      });
      for (const other of [`${etag}x`, `"${etag}"`, '"other"'])
        expect(judged({ entry, response: notModified(["ETag", other]) })).toEqual({
          kind: "repeat",
          reason: "unknown-validator",
        });
    },
  );

  it("RFC 9110 §8.8.3: an ETag without a value is none, and takes no stored tag's place", () => {
    const verdict = judged({ entry: TAGGED, response: notModified(["ETag", ""], ["Last-Modified", ""]) });
    expect(verdict).toMatchObject({ kind: "freshen", store: { entry: { etag: '"a"' } } });
  });

  it("RFC 9110 §15.5.13: a 412 to the cache's own condition is asked again without, to the caller's it is the caller's", () => {
    const response = responseOf({ status: 412 });
    expect(judged({ entry: TAGGED, response })).toEqual({ kind: "repeat", reason: "condition-failed" });
    expect(judged({ entry: TAGGED, conditions: [], response })).toMatchObject({ kind: "replace" });
  });

  it("rule 127 F43: header-led, one from before what is stored is asked again", () => {
    const entry = entryWith([["Date", dateText(-10)]], { etag: '"a"' });
    const older = notModified(["Date", dateText(-11)]);
    expect(judged({ entry, response: older, settings: PRIVATE })).toEqual({
      kind: "repeat",
      reason: "older-304",
    });
    expect(judged({ entry, response: older })).toMatchObject({ kind: "freshen" });
    expect(judged({ entry, response: notModified(["Date", NOW_TEXT]), settings: PRIVATE })).toMatchObject({
      kind: "freshen",
    });
  });

  it.each<[string, string]>([
    ["no-store", "no-store"],
    ["must-understand, max-age=5", ""],
  ])("rule 125: with %s the caller is answered, and the entry goes: %j", (cacheControl, reason) => {
    const verdict = judged({
      entry: TAGGED,
      response: notModified(["Cache-Control", cacheControl]),
      settings: PRIVATE,
    });
    expect(verdict).toMatchObject(
      reason === "" ? { store: { kind: "store" } } : { kind: "freshen", store: { kind: "keep-out", reason } },
    );
  });

  it("rule 125 §4.1: with Vary: * too", () => {
    expect(judged({ entry: TAGGED, response: notModified(["Vary", "*"]) })).toMatchObject({
      kind: "freshen",
      store: { kind: "keep-out", reason: "vary-star" },
    });
  });
});

describe("freshenedInPlace", () => {
  const inPlace = (entry: Entry, response: HttpResponse) =>
    freshenedInPlace(
      storeQuestion({ settings: PRIVATE, request: requestWith(["X-B", "2"]), response }),
      entry,
    );
  const other = staleEntry(5, {
    address: { target: "t", selector: "GET", variant: "b1" },
    vary: ["x-b"],
    request: { method: "GET", varied: [["x-b", "1"]] },
    response: {
      status: 200,
      statusText: "",
      headers: [
        ["Vary", "X-B"],
        ["ETag", '"a"'],
        ["X-Old", "1"],
      ],
      coding: "decoded",
    },
    etag: '"a"',
    tags: ["mine"],
  });

  it("§4.3.4 rule 120: another request's answer gets the new fields and a new life, and stays that request's", () => {
    const after = inPlace(other, notModified(["Cache-Control", "max-age=30"], ["X-New", "1"]));
    expect(after).toMatchObject({
      address: other.address,
      request: other.request,
      vary: ["x-b"],
      createdAtMs: other.createdAtMs,
      tags: ["mine"],
      receivedAtMs: NOW_MS,
    });
    expect(after?.lifetimes.freshUntilMs).toBe(NOW_MS + 30_000);
    const names = after?.response.headers.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(["X-Old", "X-New"]));
  });

  it("§4.1 rule 120: not where the answer now varies on what nobody knows of its own request", () => {
    expect(inPlace(other, notModified(["Vary", "X-B, X-C"]))).toBeUndefined();
    expect(inPlace(other, notModified(["Vary", ""]))).toMatchObject({ vary: ["x-b"] });
  });

  it("§3 rule 125: nor where it may no longer be kept", () => {
    expect(inPlace(other, notModified(["Cache-Control", "no-store"]))).toBeUndefined();
  });
});
