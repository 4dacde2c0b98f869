import { describe, expect, it } from "vitest";
import {
  entryOf,
  entryWith,
  lifetimesOf,
  lookupQuestion,
  NOW_MS,
  PRIVATE,
  RULES,
  requestWith,
  settingsOf,
  staleEntry,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { LookupVerdict } from "../verdict.ts";
import { judgeLookup } from "./judge-lookup.ts";

function judged(entry: Entry, cacheControl: string, settings: ResolvedSettings = RULES): LookupVerdict {
  return judgeLookup(
    lookupQuestion([entry], { request: requestWith(["Cache-Control", cacheControl]), settings }),
  );
}

/** Received so many seconds ago, fresh for so many more. */
function aged(seconds: number, freshForSeconds: number): Entry {
  return entryOf({
    etag: '"a"',
    receivedAtMs: NOW_MS - seconds * 1_000,
    lifetimes: lifetimesOf({ freshUntilMs: NOW_MS + freshForSeconds * 1_000 }),
  });
}

describe("max-age", () => {
  it.each([
    ["max-age=10", 9, true],
    ["max-age=10", 10, true],
    ["max-age=10", 11, false],
    ["max-age=0", 0, false],
    ["max-age=abc", 0, false],
    ["max-age=-1", 0, false],
    ["max-age", 0, false],
    ["max-age=10, max-age=20", 15, false],
  ])("§5.2.1.1 rules 107, 112 V6: %s allows an age of %d s: %s", (cacheControl, seconds, isUsed) => {
    const entry = aged(seconds, 1_000);
    expect(judged(entry, cacheControl)).toMatchObject(
      isUsed
        ? { kind: "use", reason: "fresh" }
        : { kind: "ask", conditions: [entry], reason: "request-max-age" },
    );
  });

  it("§5.2.1.1 rule 89: the age that it came with counts", () => {
    const entry = entryOf({ baseAgeMs: 60_000 });
    expect(judged(entry, "max-age=60")).toMatchObject({ reason: "request-max-age" });
    expect(judged(entry, "max-age=70")).toMatchObject({ reason: "fresh" });
  });

  it("§5.2.1.1 rule 107: nothing stale without max-stale, whoever permits it", () => {
    const settings = settingsOf({ staleWhileRevalidate: true });
    const entry = staleEntry(5, { receivedAtMs: NOW_MS - 60_000 });
    expect(judged(entry, "max-age=1000", settings)).toMatchObject({ kind: "ask", reason: "stale" });
    expect(judged(entry, "max-age=1000, max-stale=10", settings)).toMatchObject({
      kind: "use",
      reason: "max-stale",
    });
    expect(judged(entry, "foo", settings)).toMatchObject({ kind: "use", reason: "stale-while-revalidate" });
  });

  it("§5.2.1.1 rule 107: it limits the age of what is stale as of what is fresh", () => {
    expect(judged(aged(60, 40), "max-age=50, max-stale=1000")).toMatchObject({ reason: "request-max-age" });
    expect(judged(aged(120, -20), "max-age=50, max-stale=1000")).toMatchObject({ reason: "request-max-age" });
    expect(judged(aged(120, -20), "max-age=150, max-stale=1000")).toMatchObject({ reason: "max-stale" });
    expect(judged(aged(120, -20), "max-age=0, max-stale")).toMatchObject({ reason: "request-max-age" });
  });
});

describe("immutable", () => {
  const headers: HeaderList = [
    ["Cache-Control", "max-age=1000, immutable"],
    ["Content-Length", "5"],
  ];
  const entry = entryWith(headers, { etag: '"a"' });

  it("RFC 8246 §2 rule 132: header-led, a reload of what is fresh and immutable asks nobody", () => {
    expect(judged(entry, "max-age=0", PRIVATE)).toMatchObject({ kind: "use", reason: "fresh" });
    const repeated = entryWith([["Cache-Control", "immutable=x, immutable"], ...headers], { etag: '"a"' });
    expect(judged(repeated, "max-age=0", PRIVATE)).toMatchObject({ kind: "use" });
  });

  it("RFC 8246 §2 rules 113, 132: a forced reload asks, and so does any reload of another answer", () => {
    expect(judged(entry, "no-cache", PRIVATE)).toMatchObject({ reason: "request-no-cache" });
    expect(judged(entry, "max-age=5", PRIVATE)).toMatchObject({ reason: "request-max-age" });
    expect(judged(entry, "max-age=0")).toMatchObject({ reason: "request-max-age" });
    const changing = entryWith([
      ["Cache-Control", "max-age=1000"],
      ["Content-Length", "5"],
    ]);
    expect(judged(changing, "max-age=0, immutable", PRIVATE)).toMatchObject({ reason: "request-max-age" });
    const stale = entryWith(headers, { lifetimes: lifetimesOf({ freshUntilMs: NOW_MS }) });
    expect(judged(stale, "max-age=0", PRIVATE)).toMatchObject({ kind: "ask" });
  });

  it("RFC 8246 §3 rule 133: not where transport or framing proves nothing", () => {
    const overHttp = entryWith(headers, { url: "http://example.com/a" });
    expect(judged(overHttp, "max-age=0", PRIVATE)).toMatchObject({ reason: "request-max-age" });
    const unproven = entryWith([["Cache-Control", "max-age=1000, immutable"]]);
    expect(judged(unproven, "max-age=0", PRIVATE)).toMatchObject({ reason: "request-max-age" });
  });
});

describe("max-stale", () => {
  it.each([
    ["max-stale=5", 5, true],
    ["max-stale=5", 6, false],
    ["max-stale", 999_999, true],
    ["max-stale=abc", 0, false],
  ])(
    "§5.2.1.2 rules 109, 112 G-121 V11: %s, %d s after expiry: %s, though it has a validator",
    (cacheControl, seconds, isUsed) => {
      const entry = staleEntry(seconds, { etag: '"a"' });
      expect(judged(entry, cacheControl)).toMatchObject(
        isUsed ? { kind: "use", refresh: false, reason: "max-stale" } : { kind: "ask", reason: "stale" },
      );
    },
  );
});

describe("min-fresh", () => {
  it.each([
    ["min-fresh=10", 9, false],
    ["min-fresh=10", 10, true],
    ["min-fresh=abc", 999, false],
    ["min-fresh=10, max-stale=1", 5, true],
    ["min-fresh=5, min-fresh=10", 7, false],
  ])("§5.2.1.3 rule 108 G-122 G-123: %s with %d s left: %s", (cacheControl, seconds, isUsed) => {
    expect(judged(aged(0, seconds), cacheControl)).toMatchObject(
      isUsed ? { kind: "use", reason: "fresh" } : { kind: "ask", reason: "request-min-fresh" },
    );
  });

  it("§5.2.1.3 what must stay fresh is not served stale, whoever permits it", () => {
    const settings = settingsOf({ staleWhileRevalidate: true });
    expect(judged(staleEntry(5), "min-fresh=0", settings)).toMatchObject({ kind: "ask", reason: "stale" });
  });
});

describe("no-cache", () => {
  it("§5.2.1.4 rule 110 C4 V7 POL-33: it validates, and the entry stays", () => {
    const entry = aged(0, 60);
    expect(judged(entry, "no-cache")).toEqual({
      kind: "ask",
      conditions: [entry],
      fallback: entry,
      reason: "request-no-cache",
    });
  });

  it("§5.4 rule 78: so does Pragma, without Cache-Control", () => {
    const request = requestWith(["Pragma", "no-cache"]);
    expect(judgeLookup(lookupQuestion([aged(0, 60)], { request }))).toMatchObject({
      reason: "request-no-cache",
    });
  });
});
