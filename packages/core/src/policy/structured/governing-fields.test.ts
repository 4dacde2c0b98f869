import { describe, expect, it } from "vitest";
import { dateText, SHARED, settingsOf } from "../../../test/builders.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import type { HeaderList } from "../../http/messages.ts";
import { responseDirectives } from "../freshness/directives.ts";
import { governingFields } from "./governing-fields.ts";

const TARGETED = settingsOf(
  { cacheControl: true },
  { shared: true, targetedFields: ["My-CC", "CDN-Cache-Control"] },
);
const PLAIN = ["Cache-Control", "no-store, max-age=5"] as const;
const EXPIRES = ["Expires", dateText(100)] as const;

function governedBy(...headers: HeaderList): CacheDirectives {
  return responseDirectives(governingFields(headers, TARGETED), TARGETED);
}

describe("governingFields (RFC 9213)", () => {
  it("§2.2 rule 160: a cache without a list of them is not changed by one", () => {
    const headers: HeaderList = [PLAIN, EXPIRES, ["CDN-Cache-Control", "max-age=60"]];
    expect(governingFields(headers, SHARED)).toBe(headers);
    const own = settingsOf({ cacheControl: true }, { targetedFields: ["CDN-Cache-Control"] });
    expect(governingFields(headers, own)).toBe(headers);
    const rules = settingsOf({}, { shared: true, targetedFields: ["CDN-Cache-Control"] });
    expect(governingFields(headers, rules)).toBe(headers);
  });

  it("§2.2 rule 161: the first listed field decides alone: Cache-Control and Expires do not count", () => {
    const headers: HeaderList = [
      PLAIN,
      EXPIRES,
      ["cdn-cache-control", "max-age=60"],
      ["my-cc", "max-age=7"],
      ["my-cc", "must-revalidate"],
    ];
    expect(governedBy(...headers)).toMatchObject({ noStore: false, maxAge: 7, mustRevalidate: true });
    const names = governingFields(headers, TARGETED).map(([name]) => name.toLowerCase());
    expect(names).not.toContain("expires");
    expect(names.filter((name) => name === "cache-control")).toHaveLength(1);
  });

  it.each([
    ["max-age=5,"],
    ["max-age=5;"],
    [""],
    [" "],
    ["max-age = 5"],
    ["Max-Age=5"],
    ['"x"'],
    ["é"],
    ["a b"],
  ])("§2.1 rule 162: %j is an error or empty, so it is as absent, and the next one decides", (value) => {
    const headers: HeaderList = [PLAIN, EXPIRES, ["My-CC", value]];
    expect(governingFields(headers, TARGETED)).toBe(headers);
    expect(governedBy(...headers, ["CDN-Cache-Control", "max-age=60"])).toMatchObject({ maxAge: 60 });
  });

  it.each([
    ["max-age"],
    ["max-age=1.5"],
    ['max-age="60"'],
    ["max-age=?1"],
    ["no-store=?0"],
    ["no-store=1"],
    ["no-store=(a b)"],
    ["no-cache=token"],
    ["no-cache=:YQ==:"],
    ["foo, bar=1"],
  ])("§2.1 rule 163: %s says nothing that counts, and is not coerced", (value) => {
    expect(governedBy(PLAIN, ["My-CC", value])).toMatchObject({ noStore: false, noCache: false });
    expect(governedBy(PLAIN, ["My-CC", value]).maxAge).toBeUndefined();
  });

  it.each([
    ["max-age=60;x=1", { maxAge: 60 }],
    ["max-age=-5", { maxAge: "invalid" }],
    ["no-store", { noStore: true }],
    ["no-store=?1", { noStore: true }],
    ["no-cache", { noCache: true }],
    ['no-cache="Set-Cookie, a"', { noCache: false, noCacheFields: ["set-cookie", "a"] }],
    ['private="a\\"b"', { private: true }],
    ['private=""', { private: true }],
    ["private, must-revalidate, s-maxage=3", { private: true, mustRevalidate: true, sMaxage: 3 }],
    [
      "public, proxy-revalidate, must-understand",
      { public: true, proxyRevalidate: true, mustUnderstand: true },
    ],
    ["stale-while-revalidate=1, stale-if-error=2", { staleWhileRevalidate: 1, staleIfError: 2 }],
  ])("§2.2 rule 164: %s counts as usual, parameters aside", (value, expected) => {
    expect(governedBy(PLAIN, ["My-CC", value])).toMatchObject(expected);
  });
});
