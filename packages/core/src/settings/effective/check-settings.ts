import { RcacheError } from "../../errors/rcache-error.ts";
import { isAsyncFunction } from "../at-once.ts";
import { type Check, checkEach, expects, expectsEach, invalidOption } from "../check-options.ts";
import { DO_NOT_CACHE, type Duration, durationMs, type Expiration, expirationAt } from "../duration.ts";
import type { CacheRule, CacheSettings, PolicySettings, RequestOptions, UrlPattern } from "../settings.ts";
import { expirationPairs, urlMatcher } from "../url-rules/url-rules.ts";
import { checkFights } from "./option-conflicts.ts";

export const boolean: Check = expects("true or false", (value) => typeof value === "boolean");
export const aFunction: Check = expects("a function", (value) => typeof value === "function");
const aPromptFunction = expects(
  "a function that returns its answer, not a promise",
  (value) => typeof value === "function" && !isAsyncFunction(value),
);
const names = expectsEach("a list of non-empty texts", "a non-empty text", isName);
export const anyText: Check = expects("a non-empty text", isName);
export const byteCount: Check = expects("a number of bytes, 0 or more", isCount);

// The casts below hand a value of unknown type to the one function that judges it.
const duration: Check = (value, option) => void durationMs(value as Duration, option);
const booleanOrDuration: Check = (value, option) => typeof value === "boolean" || duration(value, option);
const expiration: Check = (value, option) => {
  if (typeof value === "function") return aPromptFunction(value, option);
  if (value === DO_NOT_CACHE) return;
  // The cast: as above.
  expirationAt(value as Expiration, 0, option);
};

type Checks<Settings extends object> = { readonly [K in keyof Required<Settings>]: Check };

const POLICY_CHECKS: Checks<PolicySettings> = {
  expireAfter: expiration,
  cacheControl: boolean,
  allowableCodes: expectsEach("a list of statuses", "a status, a number between 100 and 599", isStatus),
  allowableMethods: names,
  alwaysRevalidate: boolean,
  ignoredParameters: names,
  contentRootKey: anyText,
  matchHeaders: (value, option) => {
    if (typeof value === "boolean") return;
    if (!Array.isArray(value)) throw invalidOption(option, value, "true, false or a list of names");
    names(value, option);
  },
  filterFn: aPromptFunction,
  keyFn: aPromptFunction,
  staleIfError: booleanOrDuration,
  staleWhileRevalidate: booleanOrDuration,
  onlyIfCached: boolean,
  readOnly: boolean,
  disabled: boolean,
  partitionBy: checkPartition,
  credentialNames: names,
  harmlessNames: names,
  replaySetCookie: boolean,
  keepExpired: duration,
  earlyRefresh: (value, option) => {
    if (typeof value === "boolean") return;
    if (typeof value !== "object" || value === null || !("window" in value) || value.window === undefined)
      throw invalidOption(option, value, "true, false or { window }");
    checkEach(value, { window: duration }, `${option}.`);
  },
  noVarySearch: boolean,
  tags: names,
  maxBodyBytes: byteCount,
};

/* @__NO_SIDE_EFFECTS__ */
function besidePolicy<Name extends string>(
  checks: Readonly<Record<Name, Check>>,
): Checks<PolicySettings> & Readonly<Record<Name, Check>> {
  return { ...POLICY_CHECKS, ...checks };
}

const SESSION_CHECKS: Checks<CacheSettings> = besidePolicy<"urlsExpireAfter" | "rules">({
  urlsExpireAfter: (value, option) => {
    if (typeof value !== "object" || value === null)
      throw invalidOption(option, value, "a record, a Map or a list of pairs");
    if (Array.isArray(value) && !value.every(Array.isArray))
      throw invalidOption(option, value, "a list of pairs of a pattern and an expiration");
    // The cast: what is in it is judged pair by pair.
    for (const [pattern, expireAfter] of expirationPairs(value as CacheSettings["urlsExpireAfter"])) {
      urlMatcher(pattern);
      expiration(expireAfter, `${option}[${String(pattern)}]`);
    }
  },
  rules: (value, option) => {
    if (!Array.isArray(value)) throw invalidOption(option, value, "a list of rules");
    for (const [index, rule] of value.entries()) checkRule(rule, `${option}[${index}]`);
  },
});

const RULE_CHECKS: Checks<CacheRule> = besidePolicy<"url" | "methods">({
  url: (value) => {
    // The cast: urlMatcher judges it.
    for (const pattern of Array.isArray(value) ? value : [value]) urlMatcher(pattern as UrlPattern);
  },
  methods: names,
});

const REQUEST_CHECKS: Checks<RequestOptions> = besidePolicy<"refresh" | "forceRefresh" | "waitUntil">({
  refresh: boolean,
  forceRefresh: boolean,
  waitUntil: aFunction,
});

/** Names of the settings that session, rule and request share. */
export const POLICY_NAMES: readonly (keyof PolicySettings)[] = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.keys(POLICY_CHECKS) as (keyof PolicySettings)[],
); // the cast: Object.keys forgets the keys' type
/** Names of the settings of a session. */
export const SESSION_NAMES: readonly (keyof CacheSettings)[] = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.keys(SESSION_CHECKS) as (keyof CacheSettings)[],
); // as above

/** Words that a client or a framework may use for something of its own. */
const EVERYBODYS: ReadonlySet<string> = new Set(["disabled", "readOnly", "refresh", "tags", "waitUntil"]);
/** Beside the names of our options, those that other caches have for them. */
const OTHERS: ReadonlySet<string> = new Set(["ttl", "maxAge"]);

/**
 * For adapters: throws if a client's own request options contain an option of the cache, which would have no effect there. It accepts names
 * that clients and frameworks may use themselves (`tags`, `refresh` …), and names that the cache does not know.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, which says where the option belongs
 */
export function refuseMisplacedOptions(own: object): void {
  for (const name in own) {
    const isOurs = Object.hasOwn(REQUEST_CHECKS, name) && !EVERYBODYS.has(name);
    if (!isOurs && !OTHERS.has(name)) continue;
    const right = isOurs ? name : "expireAfter";
    throw new RcacheError("RCACHE_UNKNOWN_OPTION", `${name}: it has no effect here`, {
      remedy: `Give it in the request's cache options: { rcache: { ${right}: … } }.`,
    });
  }
}

/** @throws RcacheError where a session's settings have an unknown name or a wrong value */
export function checkSettings(settings: object): void {
  checkEach(settings, SESSION_CHECKS, "");
}

/** @throws RcacheError where a request's options are no object, have an unknown name or a wrong value */
export function checkRequestOptions(options: object): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidOption(
      "options of the request",
      options,
      "an object such as { expireAfter: '1h' }, or { disabled: true } to pass the cache by",
    );
  checkEach(options, REQUEST_CHECKS, "");
  checkFights(options);
}

function checkRule(rule: unknown, option: string): void {
  if (typeof rule !== "object" || rule === null)
    throw invalidOption(option, rule, "a rule such as { url: 'example.com/*', expireAfter: '1h' }");
  if (!("url" in rule) || rule.url === undefined)
    throw invalidOption(`${option}.url`, undefined, "a URL pattern, or a list of them");
  checkEach(rule, RULE_CHECKS, `${option}.`);
}

function checkPartition(value: unknown, option: string): void {
  if (value === "credentials" || value === "nothing") return;
  if (typeof value === "function") {
    aPromptFunction(value, option);
    return;
  }
  const expected = "'credentials', 'nothing', { headers?, cookies?, parameters? } or a function";
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidOption(option, value, expected);
  checkEach(value, { headers: names, cookies: names, parameters: names }, `${option}.`);
}

export function isCount(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isStatus(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 100 && value <= 599;
}
