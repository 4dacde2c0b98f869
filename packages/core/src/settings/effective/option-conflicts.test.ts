import { describe, expect, it } from "vitest";
import { DO_NOT_CACHE } from "../duration.ts";
import { checkRequestOptions } from "./check-settings.ts";
import { checkTogether } from "./option-conflicts.ts";

type Given = Parameters<typeof checkTogether>[0];

/** Every option that can be of no use or fight another, and some that cannot, each with the value that would. */
const ACTIVE = {
  shared: { shared: true },
  targetedFields: { targetedFields: ["CDN-Cache-Control"] },
  noVarySearch: { noVarySearch: true },
  contentRootKey: { contentRootKey: "data" },
  onlyIfCached: { onlyIfCached: true },
  forceRefresh: { forceRefresh: true },
  disabled: { disabled: true },
  doNotCache: { expireAfter: DO_NOT_CACHE },
  singleFlight: { singleFlight: false },
  flightWaitMs: { flightWaitMs: 5 },
  cacheControl: { cacheControl: true },
  ignoredParameters: { ignoredParameters: ["a"] },
  refresh: { refresh: true },
  readOnly: { readOnly: true },
  alwaysRevalidate: { alwaysRevalidate: true },
  staleIfError: { staleIfError: true },
} satisfies Record<string, Given>;
type Name = keyof typeof ACTIVE;
const NAMES = Object.keys(ACTIVE) as Name[]; // the cast: Object.keys forgets the keys' type

/** What has no effect by itself, and what each of them needs. */
const NEEDED: { readonly [N in Name]?: Name } = {
  shared: "cacheControl",
  targetedFields: "shared",
  noVarySearch: "cacheControl",
  contentRootKey: "ignoredParameters",
};
const FIGHTING = new Set([
  "onlyIfCached forceRefresh",
  "onlyIfCached disabled",
  "onlyIfCached doNotCache",
  "singleFlight flightWaitMs",
]);

function isRefused(given: Given): boolean {
  try {
    checkTogether(given);
    return false;
  } catch (error) {
    expect(error).toMatchObject({
      code: "RCACHE_INVALID_OPTION",
      remedy: expect.stringMatching(/^(Add|Leave) /),
    });
    return true;
  }
}

describe("two options together", () => {
  it("are refused where one has no effect without a third, or they fight, and no other two are", () => {
    for (const one of NAMES) {
      for (const other of NAMES) {
        const lacks = [one, other].some((name) => {
          const needed = NEEDED[name];
          return needed !== undefined && needed !== one && needed !== other;
        });
        const fight = FIGHTING.has(`${one} ${other}`) || FIGHTING.has(`${other} ${one}`);
        const refused = isRefused({ ...ACTIVE[one], ...ACTIVE[other] });
        expect(refused, `${one} and ${other}`).toBe(lacks || fight);
      }
    }
  });

  it("are no trouble where the option is switched off or undefined", () => {
    for (const given of [
      { shared: false },
      { noVarySearch: false },
      { targetedFields: [] },
      { contentRootKey: undefined as never },
      { onlyIfCached: false, disabled: true },
      { singleFlight: true, flightWaitMs: 5 },
    ])
      expect(isRefused(given)).toBe(false);
  });

  it("may stand in different rules, where the narrower one decides, and meet a need from there", () => {
    expect(isRefused({ onlyIfCached: true, rules: [{ url: "a.com", disabled: true }] })).toBe(false);
    expect(isRefused({ rules: [{ url: "a.com", onlyIfCached: true, disabled: true }] })).toBe(true);
    expect(isRefused({ shared: true, rules: [{ url: "a.com", cacheControl: true }] })).toBe(false);
    expect(isRefused({ cacheControl: true, rules: [{ url: "a.com", noVarySearch: true }] })).toBe(false);
    expect(isRefused({ rules: [{ url: "a.com", noVarySearch: true }] })).toBe(true);
  });

  it("of one request fight as those of a session do; what it needs may be the session's", () => {
    expect(() => checkRequestOptions({ onlyIfCached: true, forceRefresh: true })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("onlyIfCached and forceRefresh cannot both hold"),
        remedy: "Leave onlyIfCached or forceRefresh out.",
      }),
    );
    expect(() => checkRequestOptions({ noVarySearch: true, contentRootKey: "data" })).not.toThrow();
  });
});
