import type { RecordHead } from "../contracts/backend.ts";
import type { Session } from "../engine/session/session.ts";
import type { Entry } from "../entry/entry.ts";
import { RcacheError } from "../errors/rcache-error.ts";
import { keyText, lookupOf } from "../key/lookup-of.ts";
import { checkEach, expects } from "../settings/check-options.ts";
import { instantBefore } from "../settings/duration.ts";
import type { UrlPattern } from "../settings/settings.ts";
import { urlMatcher } from "../settings/url-rules.ts";
import type { EntryFilter, RequestInput } from "./http-cache.ts";
import { requestOf } from "./request-input.ts";

/** A filter, ready to be asked: first about what an index knows, then about the entry. */
export interface EntryMatch {
  readonly host: string | undefined;
  head(head: RecordHead): boolean;
  entry(head: RecordHead, entry: Entry | undefined): boolean;
}

type Condition = (head: RecordHead, entry: Entry | undefined) => boolean;

/** @throws RcacheError for an unknown condition or a wrong value */
export function matchOf(filter: EntryFilter, session: Session): EntryMatch {
  checkFilter(filter);
  const { host } = filter;
  const conditions = conditionsOf(filter, session);
  const wantsInvalid = filter.invalid === true;
  return {
    host,
    head: (head) => host === undefined || hostOf(head.url) === host,
    entry: (head, entry) => {
      if (entry === undefined && !wantsInvalid && !hasNamedCondition(filter)) return false;
      return conditions.length === 0 || conditions.some((holds) => holds(head, entry));
    },
  };
}

/** Whether the filter has a condition at all: `delete` does nothing without. */
export function isEmptyFilter(filter: EntryFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

/** The key of a request under today's settings. */
export function keyOf(input: RequestInput, session: Session): string {
  const request = requestOf(input);
  const { requestKey } = session.prepare(request, undefined);
  if (requestKey !== undefined) return keyText(requestKey);
  const settings = session.resolve(request.method, request.url, undefined);
  return keyText(lookupOf(request, undefined, settings, session.engine.digests));
}

function conditionsOf(filter: EntryFilter, session: Session): readonly Condition[] {
  const nowMs = session.engine.clock.nowMs();
  const conditions: Condition[] = [];
  const { expired, olderThan, invalid } = filter;
  if (filter.keys !== undefined) conditions.push(oneOf(new Set(filter.keys)));
  if (filter.requests !== undefined)
    conditions.push(oneOf(new Set(filter.requests.map((input) => keyOf(input, session)))));
  for (const pattern of filter.urls ?? []) conditions.push(urlCondition(pattern, session));
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

/** A whole URL means its resource, whatever its parameters' order; anything else is a pattern. */
function urlCondition(pattern: UrlPattern, session: Session): Condition {
  if (typeof pattern === "string" && !pattern.includes("*") && URL.canParse(pattern)) {
    const settings = session.resolve("GET", pattern, undefined);
    const { target } = lookupOf(
      { method: "GET", url: pattern, headers: [] },
      undefined,
      settings,
      session.engine.digests,
    );
    const { href } = new URL(pattern);
    return (head) => head.target === target || head.url === href;
  }
  const matches = urlMatcher(pattern);
  return (head) => matches(head.url);
}

function oneOf(keys: ReadonlySet<string>): Condition {
  return (head) => keys.has(keyText(head));
}

function hasNamedCondition({ keys, requests, urls, tags }: EntryFilter): boolean {
  return [keys, requests, urls, tags].some((condition) => condition !== undefined);
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

function checkFilter(filter: EntryFilter): void {
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
