import type { CacheOptions, HandledResponse, HttpRequest } from "@rcache/core";
import { fromResponse } from "@rcache/fetch";
import { adapterContract } from "@rcache/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { enabled, type Installation, installCache, isInstalled, uninstallCache } from "../src/index.ts";
import { followed } from "./http-client.ts";

afterEach(() => {
  expect(isInstalled()).toBe(false);
  uninstallCache();
});

describe("node:http in a patched process", () => {
  adapterContract({ describe, it }, { open: (options) => client(options, (request) => followed(request)) });
});

describe("fetch in a patched process", () => {
  adapterContract({ describe, it }, { open: (options) => client(options, fetched) });
});

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
  // The casts: the kit gives bytes on a buffer of their own, and the platform's signals.
  if (body instanceof Uint8Array) init.body = body as Uint8Array<ArrayBuffer>;
  if (signal !== undefined) init.signal = signal as AbortSignal;
  if (redirect !== undefined) init.redirect = redirect;
  if (rcache !== undefined) init.rcache = rcache;
  const response = await fetch(url, init);
  const { cache } = response as Response & Pick<HandledResponse, "cache">; // the cast: a patched fetch marks what it answers
  return { ...fromResponse(response), history: cache.history, cache };
}
