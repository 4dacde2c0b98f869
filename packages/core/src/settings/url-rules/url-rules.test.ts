import { describe, expect, it } from "vitest";
import type { CacheSettings, UrlPattern } from "../settings.ts";
import { compileRules, expirationPairs, urlMatcher } from "./url-rules.ts";

const URL_X = "https://a.com/x?y=1";

const thrown: unknown[] = [];

/** What the first rule that matches says of expiry. */
function expiryOf(settings: CacheSettings, url: string, method = "GET"): unknown {
  return compileRules(settings).find((rule) => rule.matches(method, url, (error) => thrown.push(error)))
    ?.settings.expireAfter;
}

describe("urlMatcher", () => {
  it("G-115 POL-23 a RegExp is searched in the whole URL, scheme and query included", () => {
    expect(urlMatcher(/^https:/)(URL_X)).toBe(true);
    expect(urlMatcher(/y=\d$/)(URL_X)).toBe(true);
    expect(urlMatcher(/^a\.com/)(URL_X)).toBe(false);
    expect(urlMatcher(/A\.COM/i)(URL_X)).toBe(true);
  });

  it.each([[/a\.com/g], [/https/y]])("POL-23 %s gives the same answer each time", (pattern) => {
    const matches = urlMatcher(pattern);
    expect([matches(URL_X), matches(URL_X), matches(URL_X)]).toEqual([true, true, true]);
    expect(pattern.lastIndex).toBe(0);
  });

  it("POL-23 anything with test, such as a URLPattern, is asked with the URL", () => {
    const asked: string[] = [];
    const pattern = {
      wanted: URL_X,
      test(url: string): boolean {
        asked.push(url);
        return url === this.wanted;
      },
    };
    expect(urlMatcher(pattern)(URL_X)).toBe(true);
    expect(urlMatcher(pattern)("https://b.com/")).toBe(false);
    expect(asked).toEqual([URL_X, "https://b.com/"]);
  });

  it.each([[5], [null], [undefined], [{}], [{ test: true }]])("G-108 %o is no pattern", (pattern) => {
    // The cast: what callers without types pass is the question here.
    expect(() => urlMatcher(pattern as unknown as UrlPattern)).toThrow("RCACHE_INVALID_PATTERN");
  });
});

describe("compileRules", () => {
  it("G-109 POL-20 rules keep their order", () => {
    const urlsExpireAfter = { "a.com/x": 1, "a.com": 2 };
    expect(expiryOf({ urlsExpireAfter }, URL_X)).toBe(1);
    expect(expiryOf({ urlsExpireAfter }, "https://a.com/z")).toBe(2);
  });

  it("G-116 globs and expressions mix in a Map and in a list of pairs", () => {
    const pairs: readonly (readonly [UrlPattern, number])[] = [
      [/nothing/, 1],
      ["a.com", 2],
      [/a\.com/, 3],
    ];
    expect(expiryOf({ urlsExpireAfter: new Map(pairs) }, URL_X)).toBe(2);
    expect(expiryOf({ urlsExpireAfter: pairs }, URL_X)).toBe(2);
  });

  it("G-117 G-118 POL-25 nothing matches: no opinion", () => {
    expect(expiryOf({ urlsExpireAfter: { "b.com": 1 } }, URL_X)).toBeUndefined();
    expect(expiryOf({ urlsExpireAfter: { "b.com": 1 } }, "")).toBeUndefined();
    expect(compileRules({})).toEqual([]);
  });

  it("G-119 POL-24 an allowlist ends in a star", () => {
    const urlsExpireAfter = { "a.com/*": 60, "*": "do-not-cache" } as const;
    expect(expiryOf({ urlsExpireAfter }, URL_X)).toBe(60);
    expect(expiryOf({ urlsExpireAfter }, "https://b.com/")).toBe("do-not-cache");
  });

  it("POL-01 a pattern without a value is left out, so the next one decides", () => {
    // The cast: types forbid it, configuration files do it.
    const urlsExpireAfter = { "a.com/x": null, "a.com": 2 } as unknown as Record<string, number>;
    expect(expiryOf({ urlsExpireAfter }, URL_X)).toBe(2);
    expect(expirationPairs(urlsExpireAfter)).toEqual([["a.com", 2]]);
  });

  it("a rule holds for any of its patterns, and for its methods in whatever case", () => {
    const rules = [{ url: ["b.com", /a\.com/], methods: ["get", "POST"], expireAfter: 5 }];
    expect(expiryOf({ rules }, URL_X)).toBe(5);
    expect(expiryOf({ rules }, URL_X, "POST")).toBe(5);
    expect(expiryOf({ rules }, URL_X, "HEAD")).toBeUndefined();
    expect(expiryOf({ rules }, "https://c.com/")).toBeUndefined();
    expect(expiryOf({ rules: [{ url: [], expireAfter: 5 }] }, URL_X)).toBeUndefined();
  });

  it("a rule's settings are what it says but for which requests it is for", () => {
    const [rule] = compileRules({ rules: [{ url: "a.com", methods: ["GET"], readOnly: true, tags: ["t"] }] });
    expect(rule?.settings).toEqual({ readOnly: true, tags: ["t"] });
  });

  it("a pattern that throws counts as no match, the next one of its rule is asked, and somebody is told", () => {
    const error = new Error("no");
    const broken = {
      test: () => {
        throw error;
      },
    };
    thrown.length = 0;
    expect(expiryOf({ rules: [{ url: broken, expireAfter: 1 }] }, URL_X)).toBeUndefined();
    expect(expiryOf({ rules: [{ url: [broken, "a.com"], expireAfter: 2 }] }, URL_X)).toBe(2);
    expect(expiryOf({ urlsExpireAfter: [[broken, 3]] }, URL_X)).toBeUndefined();
    expect(thrown).toEqual([error, error, error]);
  });

  it("a test that returns a promise counts as no match, whatever the promise comes to", async () => {
    // The casts: what a program without types may give.
    const late = { test: (() => Promise.resolve(true)) as unknown as () => boolean };
    const failing = { test: (() => Promise.reject(new Error("late"))) as unknown as () => boolean };
    thrown.length = 0;
    expect(expiryOf({ rules: [{ url: [late, failing], expireAfter: 1 }] }, URL_X)).toBeUndefined();
    expect(thrown).toMatchObject([{ name: "TypeError" }, { name: "TypeError" }]);
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  });

  it("a test that is an async function is refused", () => {
    const pattern = { test: (async () => true) as unknown as () => boolean };
    expect(() => urlMatcher(pattern)).toThrow(expect.objectContaining({ code: "RCACHE_INVALID_PATTERN" }));
  });
});
