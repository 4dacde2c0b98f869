import { describe, expect, it } from "vitest";
import { dateText, NOW_MS, PRIVATE, RULES, SHARED } from "../../../test/builders.ts";
import type { HeaderList } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { responseDirectives } from "./directives.ts";
import { freshnessLifetimeMs } from "./freshness-lifetime.ts";

/** In seconds, from the answer's creation; undefined: it does not say. */
function lifetimeOf(headers: HeaderList, settings: ResolvedSettings = PRIVATE): number | undefined {
  const ms = freshnessLifetimeMs(headers, responseDirectives(headers, settings), settings, NOW_MS);
  return ms === undefined ? undefined : ms / 1_000;
}

const EXPIRES = ["Expires", dateText(100)] as const;
const cacheControl = (value: string): readonly [string, string] => ["Cache-Control", value];

describe("freshnessLifetimeMs", () => {
  it("G-101 rules-led, the origin says nothing", () => {
    expect(lifetimeOf([cacheControl("max-age=60"), EXPIRES], RULES)).toBeUndefined();
  });

  it.each<[string, HeaderList, number | undefined, number | undefined]>([
    ["s-maxage, max-age, Expires", [cacheControl("s-maxage=1, max-age=2"), EXPIRES], 2, 1],
    ["s-maxage and Expires", [cacheControl("s-maxage=1"), EXPIRES], 100, 1],
    ["max-age and Expires (rule 68)", [cacheControl("max-age=2"), EXPIRES], 2, 2],
    ["a max-age that cannot be read (rule 63)", [cacheControl("max-age=abc"), EXPIRES], 0, 0],
    ["an s-maxage that cannot be read", [cacheControl("s-maxage=x, max-age=2")], 2, 0],
    ["nothing", [], undefined, undefined],
    ["public", [cacheControl("public")], undefined, undefined],
  ])(
    "§4.2.1 rules 80, 81 G-102: of %s a private cache takes one, a shared one another",
    (_name, headers, own, shared) => {
      expect(lifetimeOf(headers)).toBe(own);
      expect(lifetimeOf(headers, SHARED)).toBe(shared);
    },
  );

  it.each<[string, HeaderList, number]>([
    ["it counts from Date", [EXPIRES, ["Date", dateText(-20)]], 120],
    ["without Date it counts from receipt (rule 83)", [EXPIRES], 100],
    ["beside a Date that cannot be read it counts from receipt (rule 83)", [EXPIRES, ["Date", "x"]], 100],
    ["before Date it is no time at all", [EXPIRES, ["Date", dateText(200)]], 0],
    ["two lines are no date (rule 70)", [EXPIRES, EXPIRES], 0],
    ["two dates in a line are none (rule 70)", [["Expires", `${dateText(100)}, ${dateText(100)}`]], 0],
  ])("§4.2.1 Expires: %s", (_name, headers, seconds) => {
    expect(lifetimeOf(headers)).toBe(seconds);
  });

  it.each([
    ["0"],
    ["-1"],
    [""],
    ["never"],
    ["Thu, 01 Dec 2094 16:00:00 UTC"],
    ["2094-12-01T16:00:00Z"],
    ["\u0660"],
  ])("§5.3 rule 69 G-092 G-093 G-094 POL-46: Expires %j has expired, and nothing throws", (value) => {
    expect(lifetimeOf([["Expires", value]])).toBe(0);
  });

  it("V15 a negative max-age is stale, not for ever", () => {
    expect(lifetimeOf([cacheControl("max-age=-1")])).toBe(0);
  });

  it("§1.2.2 rule 64: a number beyond all numbers is clamped", () => {
    expect(lifetimeOf([cacheControl(`max-age=${"9".repeat(40)}`)])).toBe(2 ** 31);
  });
});
