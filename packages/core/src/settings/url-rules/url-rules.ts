import { RcacheError } from "../../errors/rcache-error.ts";
import { atOnce, isAsyncFunction } from "../at-once.ts";
import type { CacheRule, CacheSettings, PolicySettings, UrlPattern } from "../settings.ts";
import { urlGlob } from "./url-glob.ts";

/** A rule, ready to be asked. */
export interface UrlRule {
  /** @param failed is told what a user's own pattern throws: it then counts as no match */
  matches(method: string, url: string, failed: (error: unknown) => void): boolean;
  readonly settings: PolicySettings;
}

/**
 * Makes one predicate of a URL pattern. A RegExp is searched in the whole URL; its `g` and `y` flags, which would remember a position, are dropped.
 *
 * @throws RcacheError `RCACHE_INVALID_PATTERN`
 */
export function urlMatcher(pattern: UrlPattern): (url: string) => boolean {
  if (typeof pattern === "string") return urlGlob(pattern);
  if (pattern instanceof RegExp) {
    const search = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
    return (url) => search.test(url);
  }
  if (typeof pattern === "object" && pattern !== null && typeof pattern.test === "function")
    return testMatcher(pattern);
  throw new RcacheError("RCACHE_INVALID_PATTERN", `${String(pattern)} is not a URL pattern`, {
    remedy: "Give a glob, a RegExp, or an object with test(url), such as a URLPattern.",
  });
}

function testMatcher(pattern: { test(url: string): boolean }): (url: string) => boolean {
  if (!isAsyncFunction(pattern.test)) return (url) => atOnce("test", pattern.test(url));
  throw new RcacheError("RCACHE_INVALID_PATTERN", "a URL pattern has an async test(url)", {
    remedy: "Return true or false, not a promise.",
  });
}

/** The rules of a session, `rules` first, then those that `urlsExpireAfter` is sugar for. */
export function compileRules(settings: CacheSettings): readonly UrlRule[] {
  const rules = (settings.rules ?? []).map(compileRule);
  for (const [pattern, expireAfter] of expirationPairs(settings.urlsExpireAfter)) {
    const matches = urlMatcher(pattern);
    rules.push({
      matches: (_method, url, failed) => isMatch(matches, url, failed),
      settings: { expireAfter },
    });
  }
  return rules;
}

function compileRule(rule: CacheRule): UrlRule {
  const { url, methods, ...settings } = rule;
  // The cast: `Array.isArray` does not narrow a readonly array away.
  const patterns = (Array.isArray(url) ? url : [url]) as readonly UrlPattern[];
  const matchers = patterns.map(urlMatcher);
  const allowed = methods && new Set(methods.map((method) => method.toUpperCase()));
  return {
    matches: (method, target, failed) =>
      (allowed === undefined || allowed.has(method)) &&
      matchers.some((matches) => isMatch(matches, target, failed)),
    settings,
  };
}

function isMatch(matches: (url: string) => boolean, url: string, failed: (error: unknown) => void): boolean {
  try {
    return matches(url);
  } catch (error) {
    failed(error);
    return false;
  }
}

/** `urlsExpireAfter` in whichever of its three forms, as pairs in order; a pair without a value has no opinion. */
export function expirationPairs(
  urls: CacheSettings["urlsExpireAfter"],
): readonly (readonly [UrlPattern, NonNullable<PolicySettings["expireAfter"]>])[] {
  if (urls === undefined) return [];
  const pairs = isIterable(urls) ? [...urls] : Object.entries(urls);
  return pairs.filter(([, expireAfter]) => expireAfter !== undefined && expireAfter !== null);
}

function isIterable<T>(x: object | Iterable<T>): x is Iterable<T> {
  return Symbol.iterator in x;
}
