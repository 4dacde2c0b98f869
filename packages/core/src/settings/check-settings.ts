import { isAsyncFunction } from "./at-once.ts";
import { type Check, checkEach, expects, invalidOption } from "./check-options.ts";
import { DO_NOT_CACHE, type Duration, durationMs, type Expiration, expirationAt } from "./duration.ts";
import { checkFights } from "./option-conflicts.ts";
import type { CacheRule, CacheSettings, PolicySettings, RequestOptions, UrlPattern } from "./settings.ts";
import { expirationPairs, urlMatcher } from "./url-rules.ts";

const boolean = expects("true or false", (value) => typeof value === "boolean");
const aFunction = expects("a function", (value) => typeof value === "function");
const aPromptFunction = expects(
  "a function that returns its answer, not a promise",
  (value) => typeof value === "function" && !isAsyncFunction(value),
);
const names = expects("a list of non-empty texts", isNameList);
const anyText = expects("a non-empty text", (value) => typeof value === "string" && value !== "");
const byteCount = expects("a number of bytes, 0 or more", (value) => typeof value === "number" && value >= 0);

// The casts below hand a value of unknown type to the one function that judges it.
const duration: Check = (value, option) => void durationMs(value as Duration, option);
const booleanOrDuration: Check = (value, option) => typeof value === "boolean" || duration(value, option);
const expiration: Check = (value, option) => {
  if (typeof value === "function") return aPromptFunction(value, option);
  if (value === DO_NOT_CACHE) return;
  // The cast: as above.
  expirationAt(value as Expiration, 0, option);
};

const POLICY_CHECKS: { readonly [K in keyof Required<PolicySettings>]: Check } = {
  expireAfter: expiration,
  cacheControl: boolean,
  allowableCodes: expects(
    "a list of statuses between 100 and 599",
    (value) => Array.isArray(value) && value.every(isStatus),
  ),
  allowableMethods: names,
  alwaysRevalidate: boolean,
  ignoredParameters: names,
  contentRootKey: anyText,
  matchHeaders: expects(
    "true, false or a list of names",
    (value) => typeof value === "boolean" || isNameList(value),
  ),
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

const SESSION_CHECKS: { readonly [K in keyof Required<CacheSettings>]: Check } = {
  ...POLICY_CHECKS,
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
};

const RULE_CHECKS: { readonly [K in keyof Required<CacheRule>]: Check } = {
  ...POLICY_CHECKS,
  url: (value) => {
    // The cast: urlMatcher judges it.
    for (const pattern of Array.isArray(value) ? value : [value]) urlMatcher(pattern as UrlPattern);
  },
  methods: names,
};

const REQUEST_CHECKS: { readonly [K in keyof Required<RequestOptions>]: Check } = {
  ...POLICY_CHECKS,
  refresh: boolean,
  forceRefresh: boolean,
  waitUntil: aFunction,
};

/** Names of the settings that session, rule and request share. */
export const POLICY_NAMES: readonly (keyof PolicySettings)[] = Object.freeze(
  Object.keys(POLICY_CHECKS) as (keyof PolicySettings)[],
); // the cast: Object.keys forgets the keys' type
/** Names of the settings of a session. */
export const SESSION_NAMES: readonly (keyof CacheSettings)[] = Object.freeze(
  Object.keys(SESSION_CHECKS) as (keyof CacheSettings)[],
); // as above

/** @throws RcacheError where a session's settings have an unknown name or a wrong value */
export function checkSettings(settings: object): void {
  checkEach(settings, SESSION_CHECKS, "");
}

/** @throws RcacheError where a request's options are no object, have an unknown name or a wrong value */
export function checkRequestOptions(options: object): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidOption("options of the request", options, "an object such as { expireAfter: '1h' }");
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

function isNameList(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "");
}

function isStatus(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 100 && value <= 599;
}
