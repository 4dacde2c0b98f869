import { describe, expect, it } from "vitest";
import { settingsOf } from "../../../test/builders.ts";
import { PRIVATE_PROFILE, RULES_PROFILE, SHARED_PROFILE } from "../profile.ts";
import type { CacheSettings, RequestOptions } from "../settings.ts";
import { compileRules } from "../url-rules/url-rules.ts";
import { liveSettings } from "./live-settings.ts";
import { resolveSettings } from "./resolve.ts";

const FIXED = { shared: false, targetedFields: [] };

/** As the engine does it: request, then the rules that match, then session. */
function resolvedFor(url: string, session: CacheSettings, request: RequestOptions = {}): unknown {
  const rules = compileRules(session).filter((rule) => rule.matches("GET", url, () => undefined));
  return resolveSettings([request, ...rules.map(({ settings }) => settings), session], FIXED).expireAfter;
}

describe("precedence", () => {
  const session: CacheSettings = { expireAfter: 60, urlsExpireAfter: { "a.com/x": 5, "a.com": 6 } };

  it("G-099 G-117 POL-13 request beats rule, rule beats session", () => {
    expect(resolvedFor("https://a.com/x", session, { expireAfter: 1 })).toBe(1);
    expect(resolvedFor("https://a.com/x", session)).toBe(5);
    expect(resolvedFor("https://b.com/x", session)).toBe(60);
    expect(resolvedFor("https://b.com/x", {})).toBeUndefined();
  });

  it("G-109 G-116 POL-20 of rules that match the first decides, `rules` before `urlsExpireAfter`", () => {
    expect(resolvedFor("https://a.com/xy", session)).toBe(5);
    expect(resolvedFor("https://a.com/xy", { ...session, rules: [{ url: /xy$/, expireAfter: 7 }] })).toBe(7);
  });

  it("POL-01 a rule that does not name a setting leaves it to the next", () => {
    const rules = [
      { url: "a.com", readOnly: true },
      { url: "a.com/x", expireAfter: 5 },
    ];
    expect(resolvedFor("https://a.com/x", { expireAfter: 60, rules })).toBe(5);
    expect(resolvedFor("https://a.com/y", { expireAfter: 60, rules })).toBe(60);
  });

  it("POL-01 absent is not a value: undefined in a narrower place hides nothing", () => {
    // The cast: exact optional properties forbid what plain JavaScript does.
    const absent = { expireAfter: undefined, onlyIfCached: undefined } as unknown as RequestOptions;
    const { expireAfter, onlyIfCached } = resolveSettings(
      [absent, { expireAfter: 60, onlyIfCached: true }],
      FIXED,
    );
    expect([expireAfter, onlyIfCached]).toEqual([60, true]);
  });

  it("C1 false, 0, -1 and an empty list are values", () => {
    const named = resolveSettings(
      [
        { expireAfter: 0, matchHeaders: false, staleIfError: false, keepExpired: 0, tags: [] },
        { expireAfter: 9, matchHeaders: true, staleIfError: true, keepExpired: 9, tags: ["a"] },
      ],
      FIXED,
    );
    expect(named).toMatchObject({
      expireAfter: 0,
      matchHeaders: [],
      staleIfErrorMs: 0,
      keepExpiredMs: 0,
      tags: [],
    });
  });

  it("SES-26 a session's live settings are a layer like any other", () => {
    const { settings } = liveSettings({ expireAfter: 60 });
    expect(resolveSettings([settings], FIXED).expireAfter).toBe(60);
    expect(resolveSettings([{ readOnly: true }, settings], FIXED)).toMatchObject({
      expireAfter: 60,
      readOnly: true,
    });
  });
});

describe("defaults and units", () => {
  it("G-001 without settings: rules-led, 200 of GET and HEAD, nothing stale, expired ones kept for a week", () => {
    expect(settingsOf()).toMatchObject({
      profile: RULES_PROFILE,
      expireAfter: undefined,
      allowableCodes: new Set([200]),
      allowableMethods: new Set(["GET", "HEAD"]),
      ignoredParameters: new Set(),
      matchHeaders: [],
      staleIfErrorMs: 0,
      staleWhileRevalidateMs: 0,
      keepExpiredMs: 604_800_000,
      earlyRefreshMs: 0,
      maxBodyBytes: Number.POSITIVE_INFINITY,
      allowsShortTest: true,
    });
  });

  it("G-001 header-led, no status is ruled out by a setting, unless one says so", () => {
    expect(settingsOf({ cacheControl: true }).allowableCodes).toBeUndefined();
    expect(settingsOf({ cacheControl: true, allowableCodes: [200] }).allowableCodes).toEqual(new Set([200]));
  });

  it("the profile follows cacheControl and shared; shared alone changes nothing", () => {
    expect(settingsOf({ cacheControl: true }).profile).toBe(PRIVATE_PROFILE);
    expect(settingsOf({ cacheControl: true }, { shared: true }).profile).toBe(SHARED_PROFILE);
    expect(settingsOf({ cacheControl: false }, { shared: true }).profile).toBe(RULES_PROFILE);
    const marks = [RULES_PROFILE, PRIVATE_PROFILE, SHARED_PROFILE].map(({ mark }) => mark);
    expect(new Set(marks).size).toBe(3);
  });

  it.each<[RequestOptions["staleIfError"], number]>([
    [true, Number.POSITIVE_INFINITY],
    [-1, Number.POSITIVE_INFINITY],
    [false, 0],
    [0, 0],
    [-5, 0],
    [15, 15_000],
    ["1m", 60_000],
  ])("G-124 G-125 a window of %j is %d milliseconds", (window, ms) => {
    expect(settingsOf({ staleIfError: window ?? false }).staleIfErrorMs).toBe(ms);
    expect(settingsOf({ staleWhileRevalidate: window ?? false }).staleWhileRevalidateMs).toBe(ms);
  });

  it("earlyRefresh has a window of its own, or half a minute", () => {
    expect(settingsOf({ earlyRefresh: true }).earlyRefreshMs).toBe(30_000);
    expect(settingsOf({ earlyRefresh: { window: "5s" } }).earlyRefreshMs).toBe(5_000);
    expect(settingsOf({ earlyRefresh: { window: -5 } }).earlyRefreshMs).toBe(0);
  });

  it("SES-12 KEY-12 VARY-02 methods are in upper case, names in lower case, and matched ones sorted", () => {
    expect(settingsOf({ allowableMethods: ["get", "Post"] }).allowableMethods).toEqual(
      new Set(["GET", "POST"]),
    );
    expect(settingsOf({ ignoredParameters: ["Session"] }).ignoredParameters).toEqual(new Set(["session"]));
    expect(settingsOf({ matchHeaders: ["X-B", "Accept", "x-b"] }).matchHeaders).toEqual(["accept", "x-b"]);
    expect(settingsOf({ matchHeaders: true }).matchHeaders).toBe(true);
  });

  it("nobody can change what was resolved", () => {
    const settings = settingsOf({ tags: ["a"] });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.tags)).toBe(true);
  });
});

describe("partition", () => {
  it("V1 POL-50 credentials separate users unless a setting says otherwise", () => {
    const { partition } = settingsOf();
    expect(settingsOf({ partitionBy: "credentials" }).partition).toBe(partition);
    expect(["Authorization", "cookie", "X-Api-Key", "accept"].map(partition.hasField)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(["access_token", "API_KEY", "page"].map(partition.hasParameter)).toEqual([true, true, false]);
    expect(partition.cookies).toBeUndefined();
  });

  it("V1 'nothing' lets all users share", () => {
    const { partition } = settingsOf({ partitionBy: "nothing" });
    expect([partition.hasField("authorization"), partition.hasParameter("token")]).toEqual([false, false]);
  });

  it("V1 names of one's own replace the default; named cookies mean the Cookie field, and keep their case", () => {
    const named = settingsOf({ partitionBy: { headers: ["X-Tenant"], parameters: ["Key"] } }).partition;
    expect(["x-tenant", "Authorization", "cookie"].map(named.hasField)).toEqual([true, false, false]);
    expect(["KEY", "token"].map(named.hasParameter)).toEqual([true, false]);
    const { hasField, cookies } = settingsOf({ partitionBy: { cookies: ["Sid"] } }).partition;
    expect([hasField("Cookie"), cookies]).toEqual([true, new Set(["Sid"])]);
  });

  it("V1 names can be added to those that look like a credential's, and taken from them", () => {
    const { partition } = settingsOf({
      credentialNames: ["X-Acme", "who"],
      harmlessNames: ["x-routing-token", "X-Acme"],
    });
    expect(["x-acme", "Authorization", "X-Routing-Token", "x-other"].map(partition.hasField)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(["Who", "token"].map(partition.hasParameter)).toEqual([true, true]);
    expect(["X-ACME", "x-routing-token"].map(partition.hidesField)).toEqual([true, false]);
  });
});

describe("ignored names and the partition", () => {
  it("V1 what is ignored separates nobody, unless everybody knows it for a credential", () => {
    const { partition } = settingsOf({
      ignoredParameters: ["Session", "X-Routing-Token", "api_key", "Authorization"],
    });
    expect(["session", "token", "api_key"].map(partition.hasParameter)).toEqual([false, true, true]);
    expect(["x-routing-token", "authorization"].map(partition.hasField)).toEqual([false, true]);
    const harmless = settingsOf({ harmlessNames: ["Authorization"] }).partition;
    expect(harmless.hasField("authorization")).toBe(false);
  });
});

describe("allowsShortTest", () => {
  it.each<[RequestOptions]>([
    [{ expireAfter: 60 }],
    [{ cacheControl: true }],
    [{ onlyIfCached: true }],
    [{ readOnly: true }],
    [{ staleIfError: true, staleWhileRevalidate: true }],
    [{ keyFn: () => "a" }],
  ])("%o leaves it on", (options) => {
    expect(settingsOf(options).allowsShortTest).toBe(true);
  });

  it.each<[RequestOptions]>([
    [{ alwaysRevalidate: true }],
    [{ refresh: true }],
    [{ forceRefresh: true }],
    [{ earlyRefresh: true }],
    [{ disabled: true }],
    [{ expireAfter: "do-not-cache" }],
    [{ filterFn: () => true }],
  ])("%o switches it off", (options) => {
    expect(settingsOf(options).allowsShortTest).toBe(false);
  });
});
