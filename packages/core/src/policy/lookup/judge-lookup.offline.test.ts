import { describe, expect, it } from "vitest";
import {
  entryOf,
  lifetimesOf,
  lookupQuestion,
  NOW_MS,
  requestOf,
  requestWith,
  settingsOf,
  staleEntry,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HttpRequest } from "../../http/messages.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import type { LookupVerdict } from "../verdict.ts";
import { judgeLookup } from "./judge-lookup.ts";

function judged(
  entries: readonly Entry[],
  options: RequestOptions = {},
  request: HttpRequest = requestOf(),
): LookupVerdict {
  return judgeLookup(
    lookupQuestion(entries, { request, settings: settingsOf({ onlyIfCached: true, ...options }) }),
  );
}

const FRESH = entryOf({ etag: '"a"' });

describe("only-if-cached", () => {
  it("§5.2.1.7 rule 111 G-137 G-174: nothing stored is refused", () => {
    expect(judged([])).toEqual({ kind: "refuse", reason: "nothing-stored" });
  });

  it("§5.2.1.7 G-173: a fresh entry is used, without a refresh", () => {
    expect(judged([FRESH], { earlyRefresh: { window: 99_999 } })).toEqual({
      kind: "use",
      entry: FRESH,
      refresh: false,
      reason: "fresh",
    });
  });

  it("§5.2.1.7 POL-35: the request can say it too", () => {
    const request = requestWith(["Cache-Control", "only-if-cached"]);
    expect(judged([], { onlyIfCached: false }, request)).toMatchObject({ kind: "refuse" });
    expect(judged([FRESH], { onlyIfCached: false }, request)).toMatchObject({ kind: "use" });
  });

  it("G-179 V12 what varies on other fields is refused", () => {
    const other = entryOf({ vary: ["accept"], request: { method: "GET", varied: [["accept", "a/b"]] } });
    expect(judged([other])).toEqual({ kind: "refuse", reason: "vary-mismatch" });
  });

  it.each<[RequestOptions]>([[{ alwaysRevalidate: true }], [{ refresh: true }], [{ forceRefresh: true }]])(
    "G-177 %j gives way: there is nobody to ask",
    (options) => {
      expect(judged([FRESH], options)).toMatchObject({ kind: "use", reason: "fresh" });
    },
  );

  it("§4.2.3 rule 94: a clock that went back gives way too", () => {
    const entry = entryOf({ lifetimes: lifetimesOf({ usableFromMs: NOW_MS + 60_000 }) });
    expect(judged([entry])).toMatchObject({ kind: "use" });
  });

  it("§5.2.2.4 rule 98: what must be validated is refused, fresh or not, whatever permits staleness", () => {
    const banned = entryOf({ staleBan: "no-cache" });
    expect(judged([banned], { staleIfError: true })).toEqual({ kind: "refuse", reason: "must-validate" });
    const request = requestWith(["Cache-Control", "no-cache"]);
    expect(judged([FRESH], {}, request)).toEqual({ kind: "refuse", reason: "must-validate" });
  });
});

describe("only-if-cached and stale", () => {
  const stale = staleEntry(5, { etag: '"a"', receivedAtMs: NOW_MS - 60_000 });

  it("§5.2.1.7 G-175: without permission it is refused", () => {
    expect(judged([stale])).toEqual({ kind: "refuse", reason: "stored-is-stale" });
  });

  it.each<[RequestOptions]>([
    [{ staleIfError: true }],
    [{ staleIfError: 60 }],
    [{ staleWhileRevalidate: true }],
  ])("G-138 G-176 with %j it is used, without a refresh", (options) => {
    expect(judged([stale], options)).toEqual({
      kind: "use",
      entry: stale,
      refresh: false,
      reason: "offline-stale",
    });
  });

  it("rule 111: the origin's windows count for nothing here", () => {
    const windows = {
      freshUntilMs: NOW_MS - 5,
      ifErrorUntilMs: NOW_MS + 999,
      whileRevalidateUntilMs: NOW_MS + 999,
    };
    expect(judged([entryOf({ lifetimes: lifetimesOf(windows) })])).toMatchObject({ kind: "refuse" });
  });

  it("§4.2.4 rule 98: a ban beats all permissions", () => {
    const banned = staleEntry(5, { staleBan: "must-revalidate" });
    const request = requestWith(["Cache-Control", "max-stale"]);
    expect(judged([banned], { staleIfError: true, staleWhileRevalidate: true }, request)).toMatchObject({
      kind: "refuse",
    });
  });

  it.each([
    ["max-stale", true],
    ["max-stale=4", false],
    ["max-stale=5, max-age=60", true],
    ["max-stale=5, max-age=59", false],
  ])("§5.2.1.2 rules 109, 111: %s: %s", (cacheControl, isUsed) => {
    const verdict = judged([stale], {}, requestWith(["Cache-Control", cacheControl]));
    expect(verdict.kind).toBe(isUsed ? "use" : "refuse");
  });

  it.each([["max-age=1000"], ["min-fresh=0"], ["max-age=10, max-stale"], ["max-age=1000, max-stale=4"]])(
    "§5.2.1.7 rule 111: %s is met, or it is refused, though staleIfError would permit it",
    (cacheControl) => {
      const verdict = judged([stale], { staleIfError: true }, requestWith(["Cache-Control", cacheControl]));
      expect(verdict).toEqual({ kind: "refuse", reason: "stored-is-stale" });
    },
  );

  it("§5.2.1.7 rule 111: a fresh one that is too old, or not fresh for long enough, is refused", () => {
    for (const value of ["max-age=5", "min-fresh=61"])
      expect(judged([FRESH], { staleIfError: true }, requestWith(["Cache-Control", value]))).toMatchObject({
        kind: "refuse",
      });
    expect(judged([FRESH], {}, requestWith(["Cache-Control", "max-age=10, min-fresh=60"]))).toMatchObject({
      kind: "use",
    });
  });
});
