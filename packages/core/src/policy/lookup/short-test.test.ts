import { describe, expect, it } from "vitest";
import {
  entryOf,
  lookupQuestion,
  NOW_MS,
  openDigests,
  PRIVATE,
  requestOf,
  requestWith,
  responseOf,
} from "../../../test/builders.ts";
import { type RandomNumbers, randomNumbers } from "../../../test/random-numbers.ts";
import type { Entry, Lifetimes } from "../../entry/entry.ts";
import { NO_DIRECTIVES } from "../../http/fields/cache-control.ts";
import { formatHttpDate } from "../../http/fields/http-date.ts";
import type { HeaderList, Instant } from "../../http/messages.ts";
import { isRedirectStatus } from "../../http/status.ts";
import type { Expiration } from "../../settings/duration.ts";
import { type ResolvedSettings, resolveSettings } from "../../settings/effective/resolve.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { responseDirectives } from "../freshness/directives.ts";
import { lifeOf } from "../freshness/lifetimes.ts";
import { judgeLookup } from "./judge-lookup.ts";
import { passesShortTest } from "./short-test.ts";

const SEED = 20_261_121;
const CASES = 1_000_000;
const PLAIN = requestOf();
const DIRECTIVES = [
  "no-cache",
  "must-revalidate",
  "proxy-revalidate",
  "public",
  "private",
  "immutable",
  "max-age=0",
  "max-age=5",
  "max-age=60",
  "max-age=x",
  "s-maxage=30",
  "stale-while-revalidate=60",
  "stale-if-error=60",
] as const;

function randomSettings(random: RandomNumbers): ResolvedSettings {
  const rarely = (): boolean => random.below(20) === 0;
  const windowed = (): boolean | number => random.oneOf([false, false, true, 1, 60, -1] as const);
  const options: RequestOptions = {
    cacheControl: random.oneOf([true, false] as const),
    alwaysRevalidate: rarely(),
    refresh: rarely(),
    forceRefresh: rarely(),
    onlyIfCached: rarely(),
    readOnly: rarely(),
    disabled: rarely(),
    staleIfError: windowed(),
    staleWhileRevalidate: windowed(),
    earlyRefresh: rarely() ? { window: 60 } : rarely(),
    ...(rarely() ? { filterFn: () => true } : {}),
  };
  return resolveSettings([options], { shared: random.below(2) === 0, targetedFields: [] });
}

function randomHeaders(random: RandomNumbers): HeaderList {
  const nearby = (): string => formatHttpDate(NOW_MS + random.below(200_000) - 100_000);
  const lines: (readonly [string, string])[] = [];
  for (let i = random.below(3); i > 0; i -= 1) lines.push(["Cache-Control", random.oneOf(DIRECTIVES)]);
  if (random.below(2) === 0) lines.push(["Date", nearby()]);
  if (random.below(4) === 0) lines.push(["Expires", random.oneOf([nearby(), "0"])]);
  if (random.below(3) === 0) lines.push(["Last-Modified", formatHttpDate(NOW_MS - random.below(3_000_000))]);
  if (random.below(6) === 0) lines.push(["Age", random.oneOf(["0", "5", "99999999999"] as const)]);
  return lines;
}

/** An entry with the lifetimes that storing gives it. */
function randomEntry(random: RandomNumbers, settings: ResolvedSettings): Entry {
  const headers = randomHeaders(random);
  const status = random.oneOf([200, 200, 200, 200, 404, 301, 206] as const);
  const isOfHead = random.below(10) === 0;
  const receivedAtMs = NOW_MS + random.below(200_000) - 100_000;
  const times = { requestedAtMs: receivedAtMs - random.below(4_000), receivedAtMs };
  const wish = random.oneOf<Expiration | undefined>([undefined, undefined, -1, 0, 5, 60, 0.001, "7d"]);
  const directives = responseDirectives(headers, settings);
  const { lifetimes, staleBan, baseAgeMs } = lifeOf(
    responseOf({ headers, status }),
    directives,
    wish,
    settings,
    times,
  );
  const vary = random.below(10) === 0 ? ["accept"] : [];
  const prefix = status === 206 ? "part:" : isOfHead ? "head:" : "";
  return entryOf({
    address: { target: "t", selector: "GET", variant: `${prefix}-` },
    request: { method: isOfHead ? "HEAD" : "GET", varied: vary.map((name) => [name, "a"]) },
    response: { status, statusText: "", headers, coding: "decoded" },
    ...(status === 206 ? { part: { start: 0, end: 4, total: 5 } } : {}),
    lifetimes,
    ...(staleBan === undefined ? {} : { staleBan }),
    ...(random.below(2) === 0 ? { etag: '"a"' } : {}),
    baseAgeMs,
    receivedAtMs,
    createdAtMs: receivedAtMs,
    vary,
  });
}

const EDGES: readonly [keyof Lifetimes, ...(keyof Lifetimes)[]] = [
  "freshUntilMs",
  "freeUntilMs",
  "usableFromMs",
  "whileRevalidateUntilMs",
  "ifErrorUntilMs",
];

/** Mostly where something changes. */
function randomMoment(random: RandomNumbers, { lifetimes }: Entry): Instant {
  const edge = lifetimes[random.oneOf(EDGES)];
  return random.below(3) === 0 ? NOW_MS + random.below(300_000) - 150_000 : edge + random.below(3) - 1;
}

/** What the short test leaves to the whole ladder although it would say `use`, `fresh`. */
function isLeftToLadder(entry: Entry, settings: ResolvedSettings, nowMs: Instant): boolean {
  return (
    !settings.allowsShortTest ||
    entry.vary.length > 0 ||
    isRedirectStatus(entry.response.status) ||
    // Offline, an entry from the future of the clock is better than none.
    nowMs < entry.lifetimes.usableFromMs
  );
}

describe("a fresh hit", () => {
  const headers: HeaderList = new Proxy([], {
    get: (_, name) => {
      throw new Error(`a stored field is looked at: ${String(name)}`);
    },
  });
  const vary = { vary: ["accept"], request: { method: "GET", varied: [["accept", "a/a"]] as const } };
  const response = { status: 200, statusText: "", headers, coding: "decoded" } as const;

  it.each([
    ["plain", [], {}],
    ["of a variant", [["Accept", "a/a"]], vary],
    ["that is new enough", [["Cache-Control", "max-age=30, min-fresh=5"]], {}],
    ["offline", [["Cache-Control", "only-if-cached"]], {}],
    ["of which a part is wanted", [["Range", "bytes=0-1"]], {}],
  ] as const)("§4 %s is decided without a look at a stored field", (_what, fields, more) => {
    const entry = entryOf({ ...more, response, etag: '"a"' });
    const request = requestWith(...fields);
    expect(judgeLookup(lookupQuestion([entry], { request, settings: PRIVATE })).kind).toBe("use");
    if (fields.length === 0) expect(passesShortTest(entry, NOW_MS)).toBe(true);
  });
});

describe(`the short test of a hit and the whole ladder (seed ${SEED})`, () => {
  it(`§4 give the same answer in ${CASES} random cases`, () => {
    const random = randomNumbers(SEED);
    const settings = Array.from({ length: 500 }, () => randomSettings(random));
    const [anySettings] = settings;
    if (anySettings === undefined) throw new Error("no settings");
    const pick = (): ResolvedSettings => settings[random.below(settings.length)] ?? anySettings;
    const entries = Array.from({ length: 20_000 }, () => randomEntry(random, pick()));
    let hits = 0;
    let others = 0;
    for (let i = 0; i < CASES; i += 1) {
      const entry = entries[i % entries.length] ?? entryOf();
      const today = pick();
      const nowMs = randomMoment(random, entry);
      const chance = random.oneOf([0, 0.5, 1] as const);
      const isHit = today.allowsShortTest && passesShortTest(entry, nowMs);
      const verdict = judgeLookup({
        request: PLAIN,
        directives: NO_DIRECTIVES,
        entries: [entry],
        settings: today,
        nowMs,
        digests: openDigests,
        chance,
      });
      const isFresh = verdict.kind === "use" && verdict.reason === "fresh" && !verdict.refresh;
      const isSame = isHit
        ? isFresh && verdict.entry === entry
        : !isFresh || isLeftToLadder(entry, today, nowMs);
      // Compared by hand: a matcher for each of so many cases takes too long.
      if (!isSame) expect({ i, isHit, verdict, entry, nowMs }).toBe("the same answer");
      if (isHit) hits += 1;
      else others += 1;
    }
    // Otherwise it would say nothing.
    expect(Math.min(hits, others)).toBeGreaterThan(CASES / 10);
  }, 60_000);

  it("§4.2.3 rule 56: a clock that says NaN passes for no time at all", () => {
    expect(passesShortTest(entryOf(), Number.NaN)).toBe(false);
    expect(passesShortTest(entryOf(), NOW_MS)).toBe(true);
  });
});
