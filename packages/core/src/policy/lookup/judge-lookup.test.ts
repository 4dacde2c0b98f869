import { describe, expect, it } from "vitest";
import {
  entryOf,
  entryWith,
  lifetimesOf,
  lookupQuestion,
  NOW_MS,
  requestOf,
  requestWith,
  settingsOf,
  staleEntry,
} from "../../../test/builders.ts";
import { DATED, ETAG, FRESH, judged } from "../../../test/judged-lookup.ts";
import type { Entry } from "../../entry/entry.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { hasValidator } from "../validation/validators.ts";
import type { LookupVerdict } from "../verdict.ts";
import { judgeLookup } from "./judge-lookup.ts";

describe("nothing, fresh, stale", () => {
  it("G-128 PIPE-07 with nothing stored the origin is asked, with nothing to fall back on", () => {
    expect(judged(undefined)).toEqual({ kind: "ask", conditions: [], reason: "uri-miss" });
    const ofHead = entryOf({ request: { method: "HEAD", varied: [] } });
    expect(judged(ofHead)).toEqual({ kind: "ask", conditions: [], reason: "uri-miss" });
    expect(judged(ofHead, { onlyIfCached: true })).toMatchObject({
      reason: "nothing-stored",
    });
  });

  it("G-130 §4.2 a fresh entry is used", () => {
    expect(judged(FRESH)).toEqual({ kind: "use", entry: FRESH, refresh: false, reason: "fresh" });
    expect(judged(entryOf({ lifetimes: lifetimesOf({ freshUntilMs: 8.64e15 }) }))).toMatchObject({
      kind: "use",
    });
  });

  it("§4.2 rule 82: it is fresh before the instant, and stale at it", () => {
    const until = (ms: number): Entry => entryOf({ lifetimes: lifetimesOf({ freshUntilMs: NOW_MS + ms }) });
    expect(judged(until(1))).toMatchObject({ kind: "use", reason: "fresh" });
    expect(judged(until(0))).toMatchObject({ kind: "ask", reason: "stale" });
  });

  it("G-129 a stale entry without validator is asked about without conditions, and stays to fall back on", () => {
    const entry = staleEntry(5);
    expect(judged(entry)).toEqual({ kind: "ask", conditions: [], fallback: entry, reason: "stale" });
  });

  it.each([[ETAG], [DATED], [{ ...ETAG, ...DATED }]])(
    "G-131 §4.3.1 one with %j is validated",
    (validators) => {
      const entry = staleEntry(5, validators);
      expect(judged(entry)).toEqual({ kind: "ask", conditions: [entry], fallback: entry, reason: "stale" });
    },
  );

  it.each(["POST", "PUT", "M-SEARCH"])(
    "RFC 9110 §13.1.2 a %s never has conditions: origins would say 412",
    (method) => {
      const entry = staleEntry(5, ETAG);
      const settings = { allowableMethods: [method] };
      expect(judged(entry, settings, requestOf({ method }))).toMatchObject({
        conditions: [],
        fallback: entry,
      });
      expect(judged(entry, settings, requestOf({ method: "QUERY" }))).toMatchObject({ conditions: [entry] });
    },
  );

  it("§4.2.3 rules 56, 94 F48: an entry from the future of the clock is asked about, beyond a little", () => {
    const fromFuture = entryOf({ ...ETAG, lifetimes: lifetimesOf({ usableFromMs: NOW_MS + 1 }) });
    expect(judged(fromFuture)).toEqual({
      kind: "ask",
      conditions: [fromFuture],
      fallback: fromFuture,
      reason: "clock-went-back",
    });
    expect(judged(entryOf({ lifetimes: lifetimesOf({ usableFromMs: NOW_MS }) }))).toMatchObject({
      kind: "use",
    });
  });
});

describe("settings", () => {
  it("G-132 REQ-05 refresh asks whether a fresh one has changed", () => {
    expect(judged(FRESH, { refresh: true })).toEqual({
      kind: "ask",
      conditions: [FRESH],
      fallback: FRESH,
      reason: "refresh",
    });
  });

  it("G-150 REQ-05 refresh of one without validator fetches it anew", () => {
    expect(judged(entryOf(), { refresh: true })).toMatchObject({
      kind: "ask",
      conditions: [],
      reason: "refresh",
    });
  });

  it("G-152 REQ-06 forceRefresh never asks whether it has changed, not even beside refresh", () => {
    expect(judged(FRESH, { refresh: true, forceRefresh: true })).toEqual({
      kind: "ask",
      conditions: [],
      fallback: FRESH,
      reason: "force-refresh",
    });
  });

  it("G-133 SES-13 alwaysRevalidate asks about what has a validator, and leaves the rest alone", () => {
    expect(judged(FRESH, { alwaysRevalidate: true })).toMatchObject({
      conditions: [FRESH],
      reason: "always-revalidate",
    });
    expect(judged(entryOf(), { alwaysRevalidate: true })).toMatchObject({ kind: "use", reason: "fresh" });
  });

  it.each<[RequestOptions, string]>([
    [{ staleWhileRevalidate: true }, "stale-while-revalidate"],
    [{ staleWhileRevalidate: 10 }, "stale-while-revalidate"],
  ])("G-126 G-127 G-168 with %j a stale entry is used and refreshed", (options, reason) => {
    const entry = staleEntry(5, ETAG);
    expect(judged(entry, options)).toEqual({ kind: "use", entry, refresh: true, reason });
    expect(judged(staleEntry(15), { staleWhileRevalidate: 10 })).toMatchObject({ kind: "ask" });
  });

  it("G-156 SES-19 staleIfError serves nothing before there is an error", () => {
    expect(judged(staleEntry(5), { staleIfError: true })).toMatchObject({ kind: "ask", reason: "stale" });
  });

  it("earlyRefresh refreshes within its window, at a random moment of it", () => {
    const at = (seconds: number, chance: number): LookupVerdict => {
      const entry = entryOf({ lifetimes: lifetimesOf({ freshUntilMs: NOW_MS + seconds * 1_000 }) });
      const settings = settingsOf({ earlyRefresh: { window: 30 } });
      return judgeLookup(lookupQuestion([entry], { settings, chance }));
    };
    expect(at(31, 1)).toMatchObject({ refresh: false, reason: "fresh" });
    expect(at(29, 1)).toMatchObject({ kind: "use", refresh: true, reason: "early-refresh" });
    expect(at(14, 0.5)).toMatchObject({ refresh: true });
    expect(at(16, 0.5)).toMatchObject({ refresh: false });
    expect(at(1, 0)).toMatchObject({ refresh: false });
    expect(judgeLookup(lookupQuestion([FRESH], { chance: 1 }))).toMatchObject({ refresh: false });
  });
});

describe("what the origin said", () => {
  const noCache = entryOf({ ...ETAG, staleBan: "no-cache" });

  it("§5.2.2.4 rule 98 G-134: no-cache is validated before each use, however fresh", () => {
    expect(judged(noCache, { cacheControl: true })).toMatchObject({
      conditions: [noCache],
      reason: "no-cache",
    });
    const { etag: _, ...without } = noCache;
    expect(judged(without, { cacheControl: true })).toMatchObject({ conditions: [], reason: "no-cache" });
    expect(judged(noCache, { staleWhileRevalidate: true })).toMatchObject({
      kind: "ask",
      reason: "no-cache",
    });
  });

  it("V15 §5.2.2.2: must-revalidate is used while it is fresh, and never after", () => {
    const entry = entryOf({ staleBan: "must-revalidate" });
    expect(judged(entry)).toMatchObject({ kind: "use", reason: "fresh" });
    const stale = staleEntry(5, { staleBan: "must-revalidate" });
    const permissive = { staleWhileRevalidate: true, staleIfError: true } as const;
    expect(judged(stale, permissive, requestWith(["Cache-Control", "max-stale"]))).toMatchObject({
      kind: "ask",
      reason: "stale",
    });
  });

  it("RFC 5861 §3 rules 102, 103 POL-45: its window is used, with a refresh, and not beyond", () => {
    const windowed = (ms: number): Entry =>
      entryOf({ lifetimes: lifetimesOf({ freshUntilMs: NOW_MS - 10, whileRevalidateUntilMs: NOW_MS + ms }) });
    expect(judged(windowed(1))).toMatchObject({
      kind: "use",
      refresh: true,
      reason: "stale-while-revalidate",
    });
    expect(judged(windowed(0))).toMatchObject({ kind: "ask" });
  });
});

describe("hasValidator", () => {
  it.each([
    [{}, false],
    [ETAG, true],
    [DATED, true],
    [{ etag: "" }, true],
  ])("of %j: %s", (entry, has) => {
    expect(hasValidator(entry)).toBe(has);
  });

  it("§5.2.2.4 the stored header is not read again: what counts was decided when it was stored (G-135)", () => {
    const entry = entryWith([["Cache-Control", "no-cache, must-revalidate"]]);
    expect(judged(entry)).toMatchObject({ kind: "use", reason: "fresh" });
  });
});
