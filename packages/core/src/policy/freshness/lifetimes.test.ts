import { describe, expect, it } from "vitest";
import {
  dateText,
  NOW_MS,
  PRIVATE,
  RULES,
  responseOf,
  responseWith,
  SHARED,
  settingsOf,
} from "../../../test/builders.ts";
import { type HeaderList, NEVER_MS } from "../../http/messages.ts";
import type { Expiration } from "../../settings/duration.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { responseDirectives } from "./directives.ts";
import { type Life, lifeOf } from "./lifetimes.ts";

const WEEK_MS = 604_800_000;

function lifeFor(settings: ResolvedSettings, headers: HeaderList = [], expireAfter?: Expiration): Life {
  const times = { requestedAtMs: NOW_MS, receivedAtMs: NOW_MS };
  return lifeOf(
    responseWith(...headers),
    responseDirectives(headers, settings),
    expireAfter,
    settings,
    times,
  );
}

/** In seconds from now. */
function freshFor(settings: ResolvedSettings, headers: HeaderList = [], expireAfter?: Expiration): number {
  return (lifeFor(settings, headers, expireAfter).lifetimes.freshUntilMs - NOW_MS) / 1_000;
}

const cacheControl = (value: string): HeaderList => [["Cache-Control", value]];

describe("who decides", () => {
  it("G-081 G-082 rules-led, the setting does; without one it never expires", () => {
    expect(freshFor(RULES, [], 60)).toBe(60);
    expect(lifeFor(RULES).lifetimes).toMatchObject({
      freshUntilMs: NEVER_MS,
      freeUntilMs: NEVER_MS,
      removeAtMs: NEVER_MS,
    });
    expect(lifeFor(RULES, [], -1).lifetimes.freshUntilMs).toBe(NEVER_MS);
    expect(lifeFor(RULES, [], 60).from).toBe("rule");
  });

  it("G-101 G-099 V6 rules-led, no header does, neither the origin's nor an upstream Age", () => {
    expect(
      freshFor(RULES, [...cacheControl("max-age=5, no-cache"), ["Expires", "0"], ["Age", "50"]], 60),
    ).toBe(60);
  });

  it("G-100 G-102 §4.2.1 header-led, the origin beats the setting", () => {
    expect(freshFor(PRIVATE, [...cacheControl("max-age=5"), ["Expires", dateText(9)]], 60)).toBe(5);
    expect(lifeFor(PRIVATE, cacheControl("max-age=5"), 60).from).toBe("explicit");
    expect(freshFor(PRIVATE, cacheControl("max-age=0"), 60)).toBe(0);
  });

  it("rule 84: header-led, an expiry that cannot be read is one, and leaves nothing to settings or guesses", () => {
    expect(
      freshFor(
        PRIVATE,
        [
          ["Expires", "soon"],
          ["Last-Modified", dateText(-1_000)],
        ],
        60,
      ),
    ).toBe(0);
  });

  it("§4.2.2 header-led, the setting replaces the guess, and without both there is none", () => {
    const changed: HeaderList = [["Last-Modified", dateText(-1_000)]];
    expect(freshFor(PRIVATE, changed)).toBe(100);
    expect(lifeFor(PRIVATE, changed).from).toBe("heuristic");
    expect(freshFor(PRIVATE, changed, 60)).toBe(60);
    expect(freshFor(PRIVATE)).toBe(0);
  });

  it("G-103 rule 132: immutable makes no lifetime longer", () => {
    expect(freshFor(PRIVATE, cacheControl("max-age=5, immutable"))).toBe(5);
  });

  it.each<[Expiration, number]>([
    [0, 0],
    [0.001, 0.001],
    ["1h", 3_600],
    [new Date(NOW_MS + 5_000), 5],
    [new Date(NOW_MS - 5_000), -5],
    [-5, -5],
  ])("G-083 G-086 G-088 G-095 a setting of %j is fresh for %d seconds", (expireAfter, seconds) => {
    expect(freshFor(RULES, [], expireAfter)).toBeCloseTo(seconds, 6);
  });
});

describe("age", () => {
  it("§4.2 rules 82, 89: what a header permits counts from the answer's creation", () => {
    expect(freshFor(PRIVATE, [...cacheControl("max-age=60"), ["Age", "20"]])).toBe(40);
    expect(freshFor(PRIVATE, [...cacheControl("max-age=60"), ["Date", dateText(-90)]])).toBe(-30);
    expect(
      freshFor(PRIVATE, [
        ["Last-Modified", dateText(-1_000)],
        ["Age", "20"],
      ]),
    ).toBe(80);
    expect(lifeFor(PRIVATE, [["Age", "20"]]).baseAgeMs).toBe(20_000);
  });

  it("rule 89: what a setting permits counts from receipt", () => {
    expect(freshFor(PRIVATE, [["Age", "20"]], 60)).toBe(60);
  });

  it("§4.2.3 rule 93: a Date in the future lengthens no life", () => {
    expect(freshFor(PRIVATE, [...cacheControl("max-age=60"), ["Date", dateText(900)]])).toBe(60);
    expect(
      freshFor(PRIVATE, [
        ["Expires", dateText(960)],
        ["Date", dateText(900)],
      ]),
    ).toBe(60);
  });

  it("§1.2.2 rules 64, 92: numbers beyond all numbers give instants that a Date can hold", () => {
    for (const headers of [
      cacheControl("max-age=99999999999999999999"),
      [["Age", "99999999999999999999"]] as HeaderList,
    ]) {
      for (const ms of Object.values(lifeFor(PRIVATE, headers).lifetimes)) {
        expect(Number.isNaN(new Date(ms).getTime())).toBe(false);
      }
    }
    const past = lifeFor(PRIVATE, [
      ...cacheControl("no-cache, max-age=1"),
      ["Age", "99999999999999999999"],
    ]).lifetimes;
    expect(past.freeUntilMs).toBeLessThanOrEqual(past.freshUntilMs);
    expect(lifeFor(RULES, [], Number.NEGATIVE_INFINITY).lifetimes.freshUntilMs).toBe(0);
  });
});

describe("windows", () => {
  it("RFC 5861 §3, §4: the origin's windows count from the end of freshness", () => {
    const headers = cacheControl("max-age=10, stale-while-revalidate=20, stale-if-error=30");
    expect(lifeFor(PRIVATE, headers).lifetimes).toMatchObject({
      freshUntilMs: NOW_MS + 10_000,
      whileRevalidateUntilMs: NOW_MS + 30_000,
      ifErrorUntilMs: NOW_MS + 40_000,
    });
    const none = lifeFor(RULES, headers, 10).lifetimes;
    expect([none.whileRevalidateUntilMs, none.ifErrorUntilMs]).toEqual([
      none.freshUntilMs,
      none.freshUntilMs,
    ]);
  });

  it("settings act when an entry is read, so they are no part of its windows", () => {
    const settings = settingsOf({ staleIfError: true, staleWhileRevalidate: "1h" });
    const { lifetimes } = lifeFor(settings, [], 10);
    expect([lifetimes.whileRevalidateUntilMs, lifetimes.ifErrorUntilMs]).toEqual([
      NOW_MS + 10_000,
      NOW_MS + 10_000,
    ]);
  });

  it("§4.2.3 rule 94: it is usable from a little before receipt", () => {
    expect(lifeFor(RULES).lifetimes.usableFromMs).toBe(NOW_MS - 5_000);
  });

  it.each<[string, ResolvedSettings, HeaderList, number]>([
    ["a week after it expired, without a setting", RULES, [], WEEK_MS],
    ["as keepExpired says", settingsOf({ keepExpired: "1h" }), [], 3_600_000],
    ["at once, where it says so", settingsOf({ keepExpired: 0 }), [], 0],
    [
      "not before a window of the settings ends",
      settingsOf({ keepExpired: 0, staleIfError: 60 }),
      [],
      60_000,
    ],
    [
      "after keepExpired where a window has no end",
      settingsOf({ keepExpired: 5, staleIfError: true }),
      [],
      5_000,
    ],
    [
      "not before a window of the origin ends",
      settingsOf({ cacheControl: true, keepExpired: 0 }),
      cacheControl("stale-if-error=90"),
      90_000,
    ],
  ])("SES-24 it may be removed %s", (_name, settings, headers, ms) => {
    const { lifetimes } = lifeFor(settings, headers, 10);
    expect(lifetimes.removeAtMs - lifetimes.freshUntilMs).toBe(ms);
  });

  it("keepExpired -1 keeps for ever", () => {
    expect(lifeFor(settingsOf({ keepExpired: -1 }), [], 10).lifetimes.removeAtMs).toBe(NEVER_MS);
  });
});

describe("bans", () => {
  it.each<[string, string | undefined, string | undefined]>([
    ["no-cache", "no-cache", "no-cache"],
    ["must-revalidate", "must-revalidate", "must-revalidate"],
    ["proxy-revalidate", undefined, "proxy-revalidate"],
    ["s-maxage=5", undefined, "s-maxage"],
    ["s-maxage=x", undefined, "s-maxage"],
    ["proxy-revalidate, s-maxage=1, must-revalidate, no-cache", "no-cache", "no-cache"],
    ['no-cache="set-cookie"', undefined, undefined],
    ["max-age=0", undefined, undefined],
  ])(
    "§4.2.4 rules 98, 101: %s forbids staleness to a private cache: %s, to a shared one: %s",
    (value, own, shared) => {
      expect(lifeFor(PRIVATE, cacheControl(value)).staleBan).toBe(own);
      expect(lifeFor(SHARED, cacheControl(value)).staleBan).toBe(shared);
      expect(lifeFor(RULES, cacheControl(value)).staleBan).toBeUndefined();
    },
  );

  it("§5.2.2.4 no-cache is never free to use, however fresh", () => {
    const { lifetimes } = lifeFor(PRIVATE, cacheControl("no-cache, max-age=60"));
    expect(lifetimes.freeUntilMs).toBe(0);
    expect(lifetimes.freshUntilMs).toBe(NOW_MS + 60_000);
  });

  it("a part is never free to use, however fresh", () => {
    const headers = cacheControl("max-age=60");
    const times = { requestedAtMs: NOW_MS, receivedAtMs: NOW_MS };
    const part = responseOf({ status: 206, headers });
    const { lifetimes } = lifeOf(part, responseDirectives(headers, PRIVATE), undefined, PRIVATE, times);
    expect([lifetimes.freeUntilMs, lifetimes.freshUntilMs]).toEqual([0, NOW_MS + 60_000]);
  });

  it("V15 must-revalidate is free to use while it is fresh", () => {
    const { lifetimes } = lifeFor(PRIVATE, cacheControl("must-revalidate, max-age=60"));
    expect(lifetimes.freeUntilMs).toBe(lifetimes.freshUntilMs);
  });
});
