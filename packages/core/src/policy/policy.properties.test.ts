import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryOf, lookupQuestion, NOW_MS, openDigests, responseOf } from "../../test/builders.ts";
import { holds } from "../../test/holds.ts";
import type { Entry, Lifetimes, StaleBan } from "../entry/entry.ts";
import { NO_DIRECTIVES, parseCacheControl } from "../http/fields/cache-control.ts";
import { formatHttpDate } from "../http/fields/http-date.ts";
import type { HeaderList } from "../http/messages.ts";
import type { Expiration } from "../settings/duration.ts";
import { resolveSettings } from "../settings/effective/resolve.ts";
import type { RequestOptions } from "../settings/settings.ts";
import { responseDirectives } from "./freshness/directives.ts";
import { lifeOf, withFreshUntil } from "./freshness/lifetimes.ts";
import { judgeLookup } from "./lookup/judge-lookup.ts";
import { mayServeStale } from "./lookup/may-serve-stale.ts";

const SEED = 5861;
const BANS: readonly StaleBan[] = ["no-cache", "must-revalidate", "proxy-revalidate", "s-maxage"];

const flag = fc.boolean();
// Most cases are to come as far as the question of freshness.
const rarely = fc.integer({ min: 0, max: 15 }).map((n) => n === 0);
const seconds = fc.constantFrom(0, 1, 5, 60, 3_600, 2 ** 31);
const window = fc.oneof(flag, fc.constantFrom(0, 1, 60, -1, "1h" as const));
const expireAfter: fc.Arbitrary<Expiration> = fc.oneof(
  fc.constantFrom<Expiration>(-1, 0, -5, 0.001, 60, "7d", "do-not-cache", Number.POSITIVE_INFINITY, -1e300),
  fc.integer({ min: -8.64e15, max: 8.64e15 }).map((ms) => new Date(ms)),
);
const options: fc.Arbitrary<RequestOptions> = fc.record(
  {
    cacheControl: flag,
    alwaysRevalidate: rarely,
    refresh: rarely,
    forceRefresh: rarely,
    onlyIfCached: rarely,
    readOnly: flag,
    disabled: rarely,
    staleIfError: window,
    staleWhileRevalidate: window,
    earlyRefresh: fc.oneof(rarely, rarely, rarely, fc.constant({ window: 60 })),
    keepExpired: fc.constantFrom(0, 5, "7d" as const, -1),
    expireAfter,
  },
  { requiredKeys: [] },
);
const settingsArbitrary = fc.tuple(options, flag, rarely).map(([named, shared, filters]) => {
  const layer = filters ? { ...named, filterFn: () => true } : named;
  return resolveSettings([layer], { shared, targetedFields: [] });
});

const directive = fc.oneof(
  fc.constantFrom(
    "no-cache",
    "must-revalidate",
    "proxy-revalidate",
    "private",
    "public",
    "immutable",
    'no-cache="a"',
  ),
  fc.constantFrom("max-stale", "only-if-cached", "max-age=x", "max-age=-1"),
  fc
    .tuple(
      fc.constantFrom(
        "max-age",
        "s-maxage",
        "stale-while-revalidate",
        "stale-if-error",
        "max-stale",
        "min-fresh",
      ),
      seconds,
    )
    .map((parts) => parts.join("=")),
);
const cacheControl = fc.array(directive, { maxLength: 4 }).map((members) => members.join(", "));
const instant = fc.integer({ min: NOW_MS - 5_000_000, max: NOW_MS + 5_000_000 });
const date = fc.oneof(instant.map(formatHttpDate), fc.constantFrom("0", "nonsense"));
const field = fc.oneof(
  cacheControl.map((value) => ["Cache-Control", value] as const),
  date.map((value) => ["Date", value] as const),
  date.map((value) => ["Expires", value] as const),
  date.map((value) => ["Last-Modified", value] as const),
  fc.constantFrom("0", "5", "99999999999999", "-1").map((value) => ["Age", value] as const),
);
const headers: fc.Arbitrary<HeaderList> = fc.array(field, { maxLength: 5 });

/** Entries as storing makes them, and near the edges of their lives. */
const entryArbitrary: fc.Arbitrary<Entry> = fc
  .record({
    settings: settingsArbitrary,
    headers,
    expireAfter: fc.option(expireAfter, { nil: undefined }),
    receivedAtMs: instant,
    delayMs: fc.constantFrom(0, 1, 4_000),
    status: fc.constantFrom(200, 200, 200, 301, 404),
    vary: fc.constantFrom<readonly string[]>([], [], [], ["accept"]),
    method: fc.constantFrom("GET", "GET", "GET", "HEAD"),
    etag: fc.constantFrom(undefined, '"a"'),
  })
  .map((made) => {
    const response = responseOf({ headers: made.headers, status: made.status });
    const times = { requestedAtMs: made.receivedAtMs - made.delayMs, receivedAtMs: made.receivedAtMs };
    const directives = responseDirectives(made.headers, made.settings);
    const life = lifeOf(response, directives, made.expireAfter, made.settings, times);
    return entryOf({
      address: { target: "t", selector: "GET", variant: made.method === "HEAD" ? "head:-" : "-" },
      request: { method: made.method, varied: [] },
      response: { status: made.status, statusText: "", headers: made.headers, coding: "decoded" },
      lifetimes: life.lifetimes,
      ...(life.staleBan === undefined ? {} : { staleBan: life.staleBan }),
      ...(made.etag === undefined ? {} : { etag: made.etag }),
      baseAgeMs: life.baseAgeMs,
      receivedAtMs: made.receivedAtMs,
      createdAtMs: made.receivedAtMs,
      vary: made.vary,
    });
  });

function isInOrder(lifetimes: Lifetimes): void {
  const { freeUntilMs, freshUntilMs, whileRevalidateUntilMs, ifErrorUntilMs, removeAtMs } = lifetimes;
  expect(freeUntilMs).toBeLessThanOrEqual(freshUntilMs);
  expect(freshUntilMs).toBeLessThanOrEqual(whileRevalidateUntilMs);
  expect(freshUntilMs).toBeLessThanOrEqual(ifErrorUntilMs);
  expect(whileRevalidateUntilMs).toBeLessThanOrEqual(removeAtMs);
  expect(ifErrorUntilMs).toBeLessThanOrEqual(removeAtMs);
  for (const ms of Object.values(lifetimes))
    expect(Number.isNaN(new Date(ms).getTime()), String(ms)).toBe(false);
}

describe(`policy over random answers and settings (seed ${SEED})`, () => {
  it("§4.2.4 rule 98: with a ban nothing is ever served stale, on no occasion, by nobody's permission", () => {
    const occasion = fc.constantFrom("asked", "refreshing", "failure", "offline");
    const property = fc.property(
      entryArbitrary,
      fc.constantFrom(...BANS),
      settingsArbitrary,
      cacheControl,
      occasion,
      instant,
      (entry, staleBan, settings, asked, why, nowMs) => {
        expect(mayServeStale({ ...entry, staleBan }, why, settings, parseCacheControl([asked]), nowMs)).toBe(
          false,
        );
      },
    );
    holds(property, { seed: SEED, numRuns: 10_000 });
  });

  it("§4.2.4 rules 98, 99: what judgeLookup serves is fresh, or stale with permission and without a ban", () => {
    const property = fc.property(
      entryArbitrary,
      settingsArbitrary,
      cacheControl,
      instant,
      (entry, settings, asked, nowMs) => {
        const directives = asked === "" ? NO_DIRECTIVES : parseCacheControl([asked]);
        const question = lookupQuestion([entry], { settings, nowMs, directives, digests: openDigests });
        const verdict = judgeLookup(question);
        if (verdict.kind !== "use") return;
        const isFresh = nowMs < entry.lifetimes.freshUntilMs;
        expect(entry.staleBan === "no-cache").toBe(false);
        expect(isFresh).toBe(verdict.reason === "fresh" || verdict.reason === "early-refresh");
        if (!isFresh) expect(entry.staleBan).toBeUndefined();
        expect(directives.noCache).toBe(false);
      },
    );
    holds(property, { seed: SEED, numRuns: 20_000 });
  });

  it("§4.2 lifetimes are in order and are instants, as they are made and as a new expiration moves them", () => {
    const untils = fc.oneof(instant, fc.constantFrom(0, 8.64e15, -5, Number.POSITIVE_INFINITY));
    const property = fc.property(entryArbitrary, untils, untils, ({ lifetimes }, first, second) => {
      isInOrder(lifetimes);
      const moved = withFreshUntil(lifetimes, first);
      isInOrder(moved);
      isInOrder(withFreshUntil(moved, second));
    });
    holds(property, { seed: SEED, numRuns: 10_000 });
  });
});
