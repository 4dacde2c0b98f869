import { describe, expect, it } from "vitest";
import type { CacheSettings, RequestOptions } from "../settings.ts";
import { checkRequestOptions, checkSettings, POLICY_NAMES, SESSION_NAMES } from "./check-settings.ts";

/** One right value for every setting that session, rule and request share. */
const RIGHT: Required<RequestOptions> = {
  expireAfter: "1h",
  cacheControl: true,
  allowableCodes: [200, 404],
  allowableMethods: ["GET"],
  alwaysRevalidate: false,
  ignoredParameters: ["session"],
  contentRootKey: "data",
  matchHeaders: ["Accept"],
  filterFn: () => true,
  keyFn: () => undefined,
  staleIfError: "1d",
  staleWhileRevalidate: 60,
  onlyIfCached: false,
  readOnly: false,
  disabled: false,
  partitionBy: { headers: ["X-Tenant"], cookies: ["sid"], parameters: ["key"] },
  credentialNames: ["X-Acme"],
  harmlessNames: ["X-Routing-Token"],
  replaySetCookie: false,
  keepExpired: { days: 1 },
  earlyRefresh: { window: "10s" },
  noVarySearch: false,
  tags: ["users"],
  maxBodyBytes: 1_000,
  refresh: true,
  forceRefresh: false,
  waitUntil: () => undefined,
};
const SESSION: CacheSettings = {
  urlsExpireAfter: { "example.com/*": "1h" },
  rules: [{ url: ["example.com", /x/], methods: ["GET"], expireAfter: 5 }],
};

describe("right settings", () => {
  it("every name of a request, a session and a rule is known", () => {
    const { refresh, forceRefresh, waitUntil, ...shared } = RIGHT;
    expect(() => checkRequestOptions({ ...shared, refresh, forceRefresh, waitUntil })).not.toThrow();
    expect(() => checkSettings({ ...shared, ...SESSION })).not.toThrow();
    expect(() => checkSettings({ rules: [{ url: "example.com", ...shared }] })).not.toThrow();
    expect(new Set<string>(POLICY_NAMES)).toEqual(new Set(Object.keys(shared)));
    expect(new Set<string>(SESSION_NAMES)).toEqual(new Set(Object.keys({ ...shared, ...SESSION })));
  });

  it.each<[CacheSettings]>([
    [{ expireAfter: -1 }],
    [{ expireAfter: 0 }],
    [{ expireAfter: "do-not-cache" }],
    [{ expireAfter: new Date(0) }],
    [{ expireAfter: () => undefined }],
    [{ matchHeaders: true }],
    [{ staleIfError: true, staleWhileRevalidate: false }],
    [{ partitionBy: "credentials" }],
    [{ partitionBy: "nothing" }],
    [{ partitionBy: () => undefined }],
    [{ partitionBy: {} }],
    [{ earlyRefresh: true }],
    [{ keepExpired: -1 }],
    [{ allowableCodes: [] }],
    [{ urlsExpireAfter: new Map([[/x/, 5]]) }],
    [{ urlsExpireAfter: [["example.com", -1]] }],
    [{ rules: [] }],
  ])("%j passes", (settings) => {
    expect(() => checkSettings(settings)).not.toThrow();
  });

  it("POL-01 what is undefined is as absent, also under a name that needs a value", () => {
    const absent = Object.fromEntries(SESSION_NAMES.map((name) => [name, undefined]));
    expect(() => checkSettings(absent)).not.toThrow();
  });

  it("POL-01 a pattern with null or undefined has no opinion", () => {
    expect(() => checkSettings({ urlsExpireAfter: { "a.com": null, "b.com": undefined } })).not.toThrow();
  });
});

describe("wrong values", () => {
  const INVALID = "RCACHE_INVALID_OPTION";
  const DURATION = "RCACHE_INVALID_DURATION";
  const PATTERN = "RCACHE_INVALID_PATTERN";
  it.each<[object, string, string]>([
    [{ cacheControl: "yes" }, INVALID, 'cacheControl: "yes" is not true or false'],
    [{ expireAfter: "tomorrow" }, DURATION, 'expireAfter: "tomorrow"'],
    [{ expireAfter: null }, DURATION, "expireAfter: null"],
    [{ expireAfter: {} }, DURATION, "expireAfter: an empty object"],
    [{ expireAfter: new Date(Number.NaN) }, DURATION, "expireAfter"],
    [{ allowableCodes: [200, 99] }, INVALID, "allowableCodes[1]: 99 is not a status"],
    [{ allowableCodes: [200.5] }, INVALID, "allowableCodes"],
    [{ allowableCodes: 200 }, INVALID, "allowableCodes: 200"],
    [{ allowableMethods: "GET" }, INVALID, 'allowableMethods: "GET"'],
    [{ allowableMethods: [""] }, INVALID, "allowableMethods"],
    [{ ignoredParameters: [1] }, INVALID, "ignoredParameters"],
    [{ contentRootKey: "" }, INVALID, "contentRootKey"],
    [{ matchHeaders: "Accept" }, INVALID, "matchHeaders"],
    [{ filterFn: true }, INVALID, "filterFn"],
    [
      { filterFn: async () => true },
      INVALID,
      "filterFn: an async function is not a function that returns its answer",
    ],
    [{ keyFn: async () => "a" }, INVALID, "keyFn: an async function"],
    [{ partitionBy: async () => "a" }, INVALID, "partitionBy: an async function"],
    [{ expireAfter: async () => 5 }, INVALID, "expireAfter: an async function"],
    [{ rules: [{ url: "a.com", expireAfter: async () => 5 }] }, INVALID, "rules[0].expireAfter: an async"],
    [{ keyFn: "a" }, INVALID, 'keyFn: "a" is not a function'],
    [{ staleIfError: "long" }, DURATION, "staleIfError"],
    [{ staleIfError: "do-not-cache" }, DURATION, "staleIfError"],
    [{ keepExpired: true }, DURATION, "keepExpired: true"],
    [{ earlyRefresh: 5 }, INVALID, "earlyRefresh: 5"],
    [{ earlyRefresh: {} }, INVALID, "earlyRefresh: an object"],
    [{ earlyRefresh: { window: undefined } }, INVALID, "earlyRefresh: an object"],
    [{ earlyRefresh: { window: "x" } }, DURATION, "earlyRefresh.window"],
    [{ partitionBy: "users" }, INVALID, 'partitionBy: "users"'],
    [{ partitionBy: [] }, INVALID, "partitionBy: a list"],
    [{ partitionBy: ["Authorization"] }, INVALID, "partitionBy: a list"],
    [{ partitionBy: null }, INVALID, "partitionBy: null"],
    [{ partitionBy: { headers: "X" } }, INVALID, "partitionBy.headers"],
    [{ maxBodyBytes: -1 }, INVALID, "maxBodyBytes: -1"],
    [{ maxBodyBytes: Number.NaN }, INVALID, "maxBodyBytes: NaN"],
    [{ tags: "a" }, INVALID, "tags"],
    [{ urlsExpireAfter: "a.com" }, INVALID, "urlsExpireAfter"],
    [{ urlsExpireAfter: [5] }, INVALID, "urlsExpireAfter: a list is not a list of pairs"],
    [{ urlsExpireAfter: ["ab"] }, INVALID, "urlsExpireAfter: a list is not a list of pairs"],
    [{ urlsExpireAfter: { "a.com": "tomorrow" } }, DURATION, "urlsExpireAfter[a.com]"],
    [{ urlsExpireAfter: { "": 5 } }, PATTERN, 'the URL pattern ""'],
    [{ rules: {} }, INVALID, "rules: an object"],
    [{ rules: [5] }, INVALID, "rules[0]: 5"],
    [{ rules: [{ expireAfter: 5 }] }, INVALID, "rules[0].url: undefined"],
    [{ rules: [{ url: undefined }] }, INVALID, "rules[0].url: undefined"],
    [{ rules: [{ url: "a.com" }, { url: "b.com", staleIfError: "x" }] }, DURATION, "rules[1].staleIfError"],
    [{ rules: [{ url: ["a.com", 5] }] }, PATTERN, "5 is not a URL pattern"],
    [{ rules: [{ url: "a.com", methods: [], expireAfter: Symbol("s") }] }, DURATION, "Symbol(s)"],
  ])("G-108 V33 %o fails with %s and names option and value", (settings, code, text) => {
    expect(() => checkSettings(settings)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text), remedy: expect.any(String) }),
    );
  });
});

describe("unknown names", () => {
  it.each<[string, string]>([
    ["expireafter", "Did you mean expireAfter?"],
    ["expire_after", "Did you mean expireAfter?"],
    ["expireAfer", "Did you mean expireAfter?"],
    ["expireAftre", "Did you mean expireAfter?"],
    ["tag", "Did you mean tags?"],
    ["matchHeader", "Did you mean matchHeaders?"],
  ])("G-013 V33 %s is refused with the nearest name", (name, remedy) => {
    expect(() => checkSettings({ [name]: 1 })).toThrow(
      expect.objectContaining({ code: "RCACHE_UNKNOWN_OPTION", remedy }),
    );
  });

  it("G-013 what is near nothing is refused with the list of names", () => {
    expect(() => checkSettings({ timeout: 5 })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('"timeout"'),
        remedy: expect.stringMatching(/^Options are: allowableCodes, .*urlsExpireAfter\.$/),
      }),
    );
  });

  it.each<[object, string]>([
    [{ constructor: 1 }, "constructor"],
    [JSON.parse('{"__proto__": 1}'), "__proto__"],
    [{ toString: undefined }, "toString"],
    [{ refresh: true }, "refresh"],
    [{ rules: [{ url: "a.com", rules: [] }] }, "rules[0].rules"],
    [{ rules: [{ url: "a.com", waitUntil: () => 1 }] }, "rules[0].waitUntil"],
    [{ partitionBy: { header: [] } }, "partitionBy.header"],
    [{ earlyRefresh: { window: 5, jitter: 1 } }, "earlyRefresh.jitter"],
  ])("G-013 %o is refused by its place", (settings, option) => {
    expect(() => checkSettings(settings)).toThrow(
      expect.objectContaining({
        code: "RCACHE_UNKNOWN_OPTION",
        message: `RCACHE_UNKNOWN_OPTION: there is no option "${option}"`,
      }),
    );
  });

  it("a request has no rules", () => {
    expect(() => checkRequestOptions({ rules: [] })).toThrow("there is no option");
  });

  it.each(["1h", null, 5, []])("a request's options are an object, not %j", (options) => {
    // The cast: what the compiler refuses, a program in JavaScript gives.
    expect(() => checkRequestOptions(options as unknown as object)).toThrow(
      expect.objectContaining({ code: "RCACHE_INVALID_OPTION" }),
    );
  });
});
