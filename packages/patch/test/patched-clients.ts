import type { CacheOptions, HandledResponse, HttpRequest } from "@rcache/core";
import { fromResponse } from "@rcache/fetch";
import type { AdapterSubject } from "@rcache/testkit";
import { enabled, type Installation, installCache } from "../src/index.ts";
import { followed } from "./http-client.ts";

/** What the contract of adapters is run on: `node:http` and fetch, each in a patched process. */
export const PATCHED_CLIENTS: readonly (readonly [name: string, subject: AdapterSubject])[] = [
  ["node:http", { open: (options) => client(options, (request) => followed(request)) }],
  ["fetch", { open: (options) => client(options, fetched) }],
];

/** Each client has an installation of its own, and asks through it. */
function client(
  options: CacheOptions,
  send: (request: HttpRequest, rcache: object | undefined) => Promise<HandledResponse>,
) {
  const installation: Installation = installCache(options);
  return {
    send: (request: HttpRequest, rcache?: object) =>
      enabled({ cache: installation.cache }, () => send(request, rcache)),
    close: () => installation.uninstall(),
  };
}

async function fetched(
  { method, url, headers, body, redirect, signal }: HttpRequest,
  rcache: object | undefined,
): Promise<HandledResponse> {
  const init: RequestInit & { rcache?: object } = {
    method,
    headers: headers.map(([name, value]) => [name, value]),
  };
  if (body instanceof Uint8Array) init.body = body as Uint8Array<ArrayBuffer>; // the cast: the kit gives bytes on a buffer of their own
  if (signal !== undefined) init.signal = signal as AbortSignal; // the cast: the kit gives the platform's signals
  if (redirect !== undefined) init.redirect = redirect;
  if (rcache !== undefined) init.rcache = rcache;
  const response = await fetch(url, init);
  const { cache } = response as Response & Pick<HandledResponse, "cache">; // the cast: a patched fetch marks what it answers
  return { ...fromResponse(response), history: cache.history, cache };
}
