import { describe, expect, it } from "vitest";
import {
  dateText,
  entryOf,
  lookupQuestion,
  NOW_MS,
  PRIVATE,
  requestWith,
  responseOf,
  settingsOf,
  staleEntry,
} from "../../../test/builders.ts";
import { judged } from "../../../test/judged-reply.ts";
import { judgeLookup } from "../lookup/judge-lookup.ts";
import { retryAfterMs } from "./retry-after.ts";

const DEFERRED = { deferredUntilMs: NOW_MS + 1 };
const PERMISSIVE = settingsOf({ staleIfError: true });

describe("Retry-After", () => {
  it.each([
    [429, "60", 60_000],
    [503, "60", 60_000],
    [503, dateText(90), 90_000],
    [429, "0", undefined],
    [429, dateText(-1), undefined],
    [429, "soon", undefined],
    [429, "31536000", 86_400_000],
    [503, dateText(31_536_000), 86_400_000],
    [500, "60", undefined],
    [200, "60", undefined],
    [301, "60", undefined],
  ])("RFC 9110 §10.2.3: with a %d it says %s: %s ms", (status, value, expected) => {
    const headers = [["Retry-After", value]] as const;
    expect(retryAfterMs(responseOf({ status, headers }), NOW_MS)).toBe(expected);
  });

  it("RFC 6585 §4: makes a 429 a failure that a stale answer may stand in for, header-led too", () => {
    const entry = staleEntry(5);
    const limited = (...headers: [string, string][]) => responseOf({ status: 429, headers });
    const settings = settingsOf({ cacheControl: true, staleIfError: true });
    expect(judged({ entry, settings, response: limited(["Retry-After", "9"]) })).toMatchObject({
      kind: "serve-stale",
    });
    expect(judged({ entry, settings, response: limited() })).toMatchObject({ kind: "replace" });
    expect(judged({ entry, settings: PRIVATE, response: limited(["Retry-After", "9"]) })).toMatchObject({
      kind: "pass",
    });
  });
});

describe("an origin that wants to be left alone", () => {
  it("RFC 9110 §10.2.3: is not asked before, where what is stored stands in for a failure", () => {
    const entry = staleEntry(5);
    const question = lookupQuestion([entry], { settings: PERMISSIVE, ...DEFERRED });
    expect(judgeLookup(question)).toEqual({ kind: "use", entry, refresh: false, reason: "retry-after" });
    expect(judgeLookup({ ...question, nowMs: NOW_MS + 1 })).toMatchObject({ kind: "ask", reason: "stale" });
  });

  it("is asked where nothing stands in: the request is the caller's", () => {
    expect(judgeLookup(lookupQuestion([staleEntry(5)], DEFERRED))).toMatchObject({ kind: "ask" });
    expect(judgeLookup(lookupQuestion([], { settings: PERMISSIVE, ...DEFERRED }))).toMatchObject({
      kind: "ask",
    });
    const banned = staleEntry(5, { staleBan: "must-revalidate" });
    expect(judgeLookup(lookupQuestion([banned], { settings: PERMISSIVE, ...DEFERRED }))).toMatchObject({
      kind: "ask",
    });
  });

  it("is left alone in the background too", () => {
    const settings = settingsOf({ staleWhileRevalidate: true, earlyRefresh: { window: "1h" } });
    const stale = judgeLookup(lookupQuestion([staleEntry(5)], { settings, ...DEFERRED }));
    expect(stale).toMatchObject({ kind: "use", refresh: false, reason: "stale-while-revalidate" });
    const fresh = judgeLookup(lookupQuestion([entryOf()], { settings, chance: 1, ...DEFERRED }));
    expect(fresh).toMatchObject({ kind: "use", refresh: false, reason: "fresh" });
  });

  it("is asked by who insists, unless what is stored may stand in for its failure", () => {
    const request = requestWith(["Cache-Control", "no-cache"]);
    const entry = entryOf();
    expect(judgeLookup(lookupQuestion([entry], { request, ...DEFERRED }))).toMatchObject({ kind: "ask" });
    expect(
      judgeLookup(lookupQuestion([entry], { request, settings: PERMISSIVE, ...DEFERRED })),
    ).toMatchObject({
      reason: "retry-after",
    });
  });
});
