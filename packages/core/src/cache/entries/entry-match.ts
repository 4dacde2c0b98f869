import type { RecordHead } from "../../contracts/backend.ts";
import type { Session } from "../../engine/session/session.ts";
import type { Entry } from "../../entry/entry.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import { urlHost } from "../../http/urls/url-host.ts";
import { keyText, lookupOf } from "../../key/lookup-of.ts";
import { checkEach, expects, invalidOption } from "../../settings/check-options.ts";
import { instantBefore } from "../../settings/duration.ts";
import type { UrlPattern } from "../../settings/settings.ts";
import { urlMatcher } from "../../settings/url-rules/url-rules.ts";
import type { EntryFilter } from "../http-cache.ts";
import { keyOf } from "../key-of.ts";

/** A filter, ready to be asked: first about what an index knows, then about the entry. */
export interface EntryMatch {
  readonly host: string | undefined;
  head(head: RecordHead): boolean;
  entry(head: RecordHead, entry: Entry | undefined): boolean;
}

type Condition = (head: RecordHead, entry: Entry | undefined) => boolean;

/**
 * @param isStored of a whole URL with a star in it: whether it is one that is stored
 * @throws RcacheError for an unknown condition or a wrong value
 */
export function matchOf(
  filter: EntryFilter,
  session: Session,
  isStored: (url: string) => boolean,
): EntryMatch {
  checkFilter(filter);
  const { host } = filter;
  const conditions = conditionsOf(filter, session, isStored);
  const wantsInvalid = filter.invalid === true;
  return {
    host,
    head: (head) => host === undefined || urlHost(head.url) === host,
    entry: (head, entry) => {
      if (entry === undefined && !wantsInvalid && !hasNamedCondition(filter)) return false;
      return conditions.length === 0 || conditions.some((holds) => holds(head, entry));
    },
  };
}

/**
 * Whether the filter has a condition at all: `delete` does nothing without.
 *
 * @throws RcacheError for what is no filter: a URL by itself has no conditions either
 */
export function isEmptyFilter(filter: EntryFilter): boolean {
  checkIsFilter(filter);
  return Object.values(filter).every((value) => value === undefined);
}

function conditionsOf(
  filter: EntryFilter,
  session: Session,
  isStored: (url: string) => boolean,
): readonly Condition[] {
  const nowMs = session.engine.clock.nowMs();
  const conditions: Condition[] = [];
  const { expired, olderThan, invalid } = filter;
  if (filter.keys !== undefined) conditions.push(oneOf(new Set(filter.keys)));
  if (filter.requests !== undefined)
    conditions.push(oneOf(new Set(filter.requests.map((input) => keyOf(input, session)))));
  for (const pattern of filter.urls ?? []) conditions.push(urlCondition(pattern, session, isStored));
  if (filter.tags !== undefined) {
    const wanted = new Set(filter.tags);
    conditions.push((head) => head.tags.some((tag) => wanted.has(tag)));
  }
  if (expired !== undefined)
    conditions.push(
      (_head, entry) => entry !== undefined && nowMs >= entry.lifetimes.freshUntilMs === expired,
    );
  if (olderThan !== undefined) {
    const beforeMs = instantBefore(olderThan, nowMs);
    conditions.push((_head, entry) => entry !== undefined && entry.createdAtMs < beforeMs);
  }
  if (invalid === true) conditions.push((_head, entry) => entry === undefined);
  return conditions;
}

/** What begins with a scheme and its slashes; `localhost:3000/users` begins with a host. */
const WHOLE_URL = /^\s*[a-z][a-z0-9+.-]*:\/\//i;

/** Whole URLs among a filter's patterns that could also be meant as globs. */
export function ambiguousUrls({ urls = [] }: EntryFilter): readonly string[] {
  return urls.filter((pattern) => isWholeUrl(pattern) && pattern.includes("*")).map(String);
}

/** A condition that holds for the resource of a URL, whatever its parameters' order. */
export function resourceCondition(url: string, session: Session): (head: RecordHead) => boolean {
  const settings = session.resolve("GET", url, undefined);
  const { target } = lookupOf(
    { method: "GET", url, headers: [] },
    undefined,
    settings,
    session.engine.digests,
  );
  const { href } = new URL(url);
  return (head) => head.target === target || head.url === href;
}

/** A whole URL means its resource; anything else is a pattern, and so is a URL with a star in it that is not stored as such. */
function urlCondition(pattern: UrlPattern, session: Session, isStored: (url: string) => boolean): Condition {
  if (isWholeUrl(pattern) && (!pattern.includes("*") || isStored(pattern)))
    return resourceCondition(pattern, session);
  const matches = urlMatcher(pattern);
  return (head) => matches(head.url);
}

function isWholeUrl(pattern: UrlPattern): pattern is string {
  return typeof pattern === "string" && WHOLE_URL.test(pattern) && URL.canParse(pattern);
}

function oneOf(keys: ReadonlySet<string>): Condition {
  return (head) => keys.has(keyText(head));
}

function hasNamedCondition({ keys, requests, urls, tags }: EntryFilter): boolean {
  return [keys, requests, urls, tags].some((condition) => condition !== undefined);
}

function checkIsFilter(filter: unknown): void {
  if (typeof filter === "object" && filter !== null && !Array.isArray(filter) && !("href" in filter)) return;
  const url = typeof filter === "string" ? JSON.stringify(filter) : "…";
  throw invalidOption("filter", filter, `an object with conditions, such as { urls: [${url}] }`);
}

function checkFilter(filter: EntryFilter): void {
  checkIsFilter(filter);
  const list = expects("a list", Array.isArray);
  const flag = expects("true or false", (value) => typeof value === "boolean");
  checkEach(
    filter,
    {
      keys: list,
      requests: list,
      urls: list,
      tags: list,
      host: expects("a host such as example.com", (value) => typeof value === "string" && value !== ""),
      expired: flag,
      invalid: flag,
      olderThan: (value, option) => {
        // The cast: the value is of unknown type, and this is what judges it.
        if (Number.isNaN(instantBefore(value as Date, 0)))
          throw new RcacheError("RCACHE_INVALID_DURATION", `${option}: an invalid Date`, {
            remedy: "Give a valid Date.",
          });
      },
    },
    "",
  );
}
