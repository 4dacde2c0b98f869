import type { Bypass, HeaderList, HttpCache, HttpRequest, Send } from "@rcache/core";
import type { CachedRequestInit, CachedResponse, FetchLike } from "./fetch-types.ts";
import { fromResponse } from "./from-response.ts";
import { firstValue, NO_HEADERS, plainLines } from "./header-lines.ts";
import { withOutcome } from "./marked-response.ts";

/** A request that passes the cache by, read once. */
export interface Passing {
  readonly input: string | URL;
  readonly init: CachedRequestInit;
  /** Its fields: one may say that the request stands in for another method, which the cache judges with the answer. */
  readonly lines: HeaderList;
  readonly bypass: Bypass;
}

/**
 * A request that passes the cache by because of its method, to be sent as its caller made it. Only what can be sent again should a redirect ask for it,
 * and says nothing of the cache.
 *
 * @returns undefined for everything else, and for what is not right: the engine and the platform say what is wrong with it
 */
export function passingByMethod(
  cache: HttpCache,
  input: string | URL | Request,
  init: CachedRequestInit | undefined,
): Passing | undefined {
  const { method, body, redirect } = init ?? {};
  if (typeof method !== "string" || input instanceof Request || !mayBeUnsafe(method)) return undefined;
  if (init?.rcache !== undefined || init?.cache !== undefined) return undefined;
  const isRepeatable = body === undefined || body === null || typeof body === "string";
  if (!isRepeatable || (redirect !== undefined && redirect !== "follow" && redirect !== "manual"))
    return undefined;
  const lines = linesOnce(init?.headers);
  if (lines === undefined) return undefined;
  try {
    const bypass = cache.bypass({ method: method.toUpperCase(), url: String(input), headers: NO_HEADERS });
    // The cast: fetch only reads the list.
    return bypass && { input, init: { ...init, headers: lines as [string, string][] }, lines, bypass };
  } catch {
    return undefined;
  }
}

/** undefined for fields that the platform has to make sense of. */
function linesOnce(headers: HeadersInit | undefined): HeaderList | undefined {
  if (headers === undefined) return NO_HEADERS;
  return headers instanceof Headers ? [...headers] : plainLines(headers);
}

function mayBeUnsafe(method: string): boolean {
  return !/^(?:get|head)$/i.test(method);
}

/**
 * Sends a request as its caller made it. The cache hears of its success before the caller does.
 *
 * @returns the wrapped fetch's own response, marked; or what it answered where more follows from it: a redirect, or a body to be kept
 */
export async function sendPassed(
  fetch: FetchLike,
  { input, init, lines, bypass }: Passing,
): Promise<{ readonly own: CachedResponse } | { readonly first: Response }> {
  const first = await fetch(input, { ...init, redirect: "manual" });
  const { status, statusText, headers } = first;
  const isRedirect = status >= 300 && status < 400 && headers.has("location");
  const isOwn = first.type === "basic" || first.type === "cors";
  if (!isOwn || headers.has("content-location") || (isRedirect && init.redirect !== "manual"))
    return { first };
  const sent = (name: string): string | undefined => firstValue(lines, name);
  const told = bypass.answered({ status, statusText, headers: [...headers] }, sent);
  if (told !== undefined) await told;
  return { own: withOutcome(first, bypass.cache) };
}

/** A send whose first reply has been received already. */
export function sendAfter(first: Response, send: Send): Send {
  let received: Response | undefined = first;
  return Object.assign((asked: HttpRequest, context: Parameters<Send>[1]) => {
    if (received === undefined) return send(asked, context);
    const reply = fromResponse(received);
    received = undefined;
    return Promise.resolve(reply.url === "" ? { ...reply, url: asked.url } : reply);
  }, send);
}
