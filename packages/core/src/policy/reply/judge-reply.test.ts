import { describe, expect, it } from "vitest";
import {
  dateText,
  entryOf,
  entryWith,
  PRIVATE,
  RULES,
  requestWith,
  responseOf,
  settingsOf,
  staleEntry,
} from "../../../test/builders.ts";
import { judged, TAGGED } from "../../../test/judged-reply.ts";

describe("a new answer", () => {
  it("§4.3.3 rule 118 G-140 replaces what was stored", () => {
    expect(judged({ entry: TAGGED })).toMatchObject({
      kind: "replace",
      store: { kind: "store", reason: "rule" },
    });
    expect(judged({})).toMatchObject({ kind: "replace", store: { kind: "store" } });
  });

  it("§3 rule 36: one that must not be kept goes to the caller, and to nobody else", () => {
    const response = responseOf({ headers: [["Cache-Control", "no-store"]] });
    expect(judged({ entry: TAGGED, response, settings: PRIVATE })).toEqual({
      kind: "replace",
      store: { kind: "keep-out", reason: "no-store" },
    });
  });

  it("rule 127: header-led, one from before what is stored does not replace it", () => {
    const entry = entryWith([["Date", dateText(-10)]]);
    const older = responseOf({
      headers: [
        ["Date", dateText(-11)],
        ["Cache-Control", "max-age=60"],
      ],
    });
    const same = responseOf({
      headers: [
        ["Date", dateText(-10)],
        ["Cache-Control", "max-age=60"],
      ],
    });
    expect(judged({ entry, response: older, settings: PRIVATE })).toEqual({
      kind: "pass",
      reason: "older-reply",
    });
    expect(judged({ entry, response: same, settings: PRIVATE })).toMatchObject({ kind: "replace" });
    expect(judged({ entry, response: older })).toMatchObject({ kind: "replace" });
    expect(judged({ entry, response: older, settings: PRIVATE, reason: "force-refresh" })).toMatchObject({
      kind: "replace",
    });
  });
});

describe("an error status, rules-led", () => {
  const permissive = settingsOf({ staleIfError: true });

  it.each([400, 404, 500, 501, 503, 599])(
    "G-158 SES-19 %d: with staleIfError the stale entry stands in",
    (status) => {
      const response = responseOf({ status });
      expect(judged({ entry: TAGGED, response, settings: permissive })).toEqual({
        kind: "serve-stale",
        entry: TAGGED,
        reason: "status",
      });
    },
  );

  it("G-161 V9 without it, or beyond its window, the reply is the caller's and the entry stays", () => {
    const response = responseOf({ status: 500 });
    const expected = { kind: "replace", store: { kind: "keep-out", reason: "status" } };
    expect(judged({ entry: TAGGED, response })).toEqual(expected);
    expect(judged({ entry: TAGGED, response, settings: settingsOf({ staleIfError: 4 }) })).toEqual(expected);
    expect(judged({ response, settings: permissive })).toEqual(expected);
  });

  it("G-159 G-184 a status in allowableCodes is no error, but an answer", () => {
    const settings = settingsOf({ staleIfError: true, allowableCodes: [200, 404] });
    expect(judged({ entry: TAGGED, response: responseOf({ status: 404 }), settings })).toMatchObject({
      kind: "replace",
      store: { kind: "store" },
    });
  });

  it.each([204, 301, 302, 399])("PIPE-14 %d is no error", (status) => {
    expect(judged({ entry: TAGGED, response: responseOf({ status }), settings: permissive })).toMatchObject({
      kind: "replace",
    });
  });

  it("G-152 V9 after forceRefresh of what is still fresh, an error is not hidden unless staleIfError says so", () => {
    const fresh = entryOf({ etag: '"a"' });
    const response = responseOf({ status: 404 });
    expect(judged({ entry: fresh, response, reason: "force-refresh" })).toMatchObject({ kind: "replace" });
    expect(judged({ entry: fresh, response, reason: "force-refresh", settings: permissive })).toMatchObject({
      kind: "serve-stale",
    });
  });
});

describe("an error status, header-led", () => {
  const permissive = settingsOf({ cacheControl: true, staleIfError: true });

  it.each([500, 502, 503, 504])("RFC 5861 §4 rule 105: for %d a stale entry may stand in", (status) => {
    const response = responseOf({ status });
    expect(judged({ entry: TAGGED, response, settings: permissive })).toMatchObject({ kind: "serve-stale" });
    expect(judged({ entry: TAGGED, response, settings: PRIVATE })).toEqual({
      kind: "pass",
      reason: "error-status",
    });
  });

  it.each([400, 404, 429, 501])("RFC 5861 §4 rule 105: for %d it may not", (status) => {
    expect(judged({ entry: TAGGED, response: responseOf({ status }), settings: permissive })).toMatchObject({
      kind: "replace",
    });
  });

  it("§4.2.4 rule 98 F39: a ban beats staleIfError; the reply is passed on and the entry stays (rule 119)", () => {
    const banned = staleEntry(5, { staleBan: "must-revalidate" });
    const response = responseOf({ status: 503, headers: [["Cache-Control", "max-age=60"]] });
    expect(judged({ entry: banned, response, settings: permissive })).toEqual({
      kind: "pass",
      reason: "error-status",
    });
  });

  it("rule 21: with nothing to protect, an error with explicit freshness is stored", () => {
    const response = responseOf({ status: 500, headers: [["Cache-Control", "max-age=60"]] });
    expect(judged({ response, settings: PRIVATE })).toMatchObject({
      kind: "replace",
      store: { kind: "store" },
    });
  });

  it("§5.2.1 POL-37 the request's own stale-if-error counts for a status too", () => {
    const request = requestWith(["Cache-Control", "stale-if-error=60"]);
    const response = responseOf({ status: 500 });
    for (const settings of [RULES, PRIVATE])
      expect(judged({ entry: TAGGED, response, settings, request })).toMatchObject({ kind: "serve-stale" });
  });
});
