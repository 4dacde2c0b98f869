import { invalidOption, RcacheError } from "@rcache/core";
import type { CachedRequestInit } from "./fetch-types.ts";
import { type Parameters, queryPairs } from "./query-pairs.ts";
import { membersOf } from "./request-init.ts";
import { type SessionRequestOptions, splitRequestOptions } from "./session-options.ts";

/** What a session adds to its requests. */
export interface SessionDefaults {
  /** undefined: nobody has set or read any. */
  readonly headers: Headers | undefined;
  readonly params: Parameters | undefined;
  readonly baseUrl: string | undefined;
}

/**
 * The arguments of fetch for a session's request.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`; `RCACHE_INVALID_OPTION` for two bodies, parameters that are none, a timeout that is no duration
 * @throws TypeError the runtime's own, for a URL or headers that it refuses
 */
export function sessionRequest(
  method: string,
  url: string | URL,
  options: SessionRequestOptions | undefined,
  defaults: SessionDefaults,
): readonly [url: string | URL, init?: CachedRequestInit] {
  if (options === undefined && method === "GET" && saysNothing(defaults)) return [url];
  const { rcache, rest } = splitRequestOptions(options ?? {});
  const { params, json, form, timeoutMs, headers, init: more, ...init } = rest;
  const plain: CachedRequestInit = { ...(more && membersOf(more)), ...init, method };
  if (rcache !== undefined) plain.rcache = rcache;
  const sent = requestHeaders(defaults.headers, headers, json !== undefined);
  if (sent !== undefined) plain.headers = sent;
  const body = requestBody(init.body, json, form);
  if (body !== undefined) plain.body = body;
  if (timeoutMs !== undefined) plain.signal = timeoutSignal(timeoutMs, init.signal);
  return [requestUrl(url, params, defaults), plain];
}

function saysNothing({ headers, params, baseUrl }: SessionDefaults): boolean {
  return headers === undefined && params === undefined && baseUrl === undefined;
}

function requestHeaders(
  session: Headers | undefined,
  own: HeadersInit | undefined,
  isJson: boolean,
): HeadersInit | undefined {
  if (session === undefined && !isJson) return own;
  const headers = new Headers(session);
  const ownHeaders = own === undefined ? undefined : new Headers(own);
  // `set` for the first of a name and `append` for the rest: the request's lines replace the session's, all of them.
  for (const name of new Set(ownHeaders?.keys())) headers.delete(name);
  ownHeaders?.forEach((value, name) => {
    headers.append(name, value);
  });
  if (isJson && !headers.has("content-type")) headers.set("content-type", "application/json");
  return headers;
}

function requestBody(
  body: BodyInit | null | undefined,
  json: unknown,
  form: Parameters | undefined,
): BodyInit | undefined {
  const given = [body ?? undefined, json, form].filter((one) => one !== undefined);
  if (given.length > 1) {
    throw new RcacheError("RCACHE_INVALID_OPTION", "body, json and form: more than one of them was given", {
      remedy: "Give only one of them.",
    });
  }
  if (json !== undefined) return JSON.stringify(json);
  return form === undefined ? (body ?? undefined) : new URLSearchParams([...queryPairs(form, "form")]);
}

/** The longest time that runtimes wait: beyond it, their timers fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

function timeoutSignal(timeoutMs: number, own: AbortSignal | null | undefined): AbortSignal | null {
  if (!(typeof timeoutMs === "number" && timeoutMs >= 0)) {
    throw invalidOption("timeoutMs", timeoutMs, "a number of milliseconds");
  }
  if (timeoutMs > LONGEST_TIMEOUT_MS) return own ?? null;
  const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
  return own === undefined || own === null ? timeout : AbortSignal.any([own, timeout]);
}

/** The URL as given where nothing is to be added to it. */
function requestUrl(
  url: string | URL,
  params: SessionRequestOptions["params"],
  defaults: SessionDefaults,
): string | URL {
  if (params === undefined && defaults.params === undefined && defaults.baseUrl === undefined) return url;
  const own = queryPairs(params, "params");
  const full = URL.parse(String(url), defaults.baseUrl);
  // Fetch says itself what is wrong with it.
  if (full === null) return url;
  const named = new Set([...full.searchParams.keys(), ...own.map(([name]) => name)]);
  for (const [name, value] of queryPairs(defaults.params, "params")) {
    if (!named.has(name)) full.searchParams.append(name, value);
  }
  for (const [name, value] of own) full.searchParams.append(name, value);
  return full;
}
