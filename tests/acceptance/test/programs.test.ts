import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryBackend } from "@rcache/backend-memory";
import type { CacheEvent } from "@rcache/core";
import { createHttpCache, frameSerializer, pipeline } from "@rcache/core";
import { fromResponse } from "@rcache/fetch";
import {
  adapterContract,
  backendContract,
  manualClock,
  type ScriptedOrigin,
  scriptedOrigin,
  serializerContract,
} from "@rcache/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  mistakes,
  ownDatabase,
  refused,
  richSettings,
  sharedCache,
  thirtySeconds,
} from "../src/application.ts";
import { oneCacheForEveryClient, refused as refusedByAxios } from "../src/axios-application.ts";
import { openClient } from "../src/core-and-sqlite.ts";
import { cachedAnswers } from "../src/core-only.ts";
import { cachedClient, overNamespace, xor } from "../src/maintainer.ts";
import * as seeds from "../src/seed-examples.ts";

let origin: ScriptedOrigin;
let directory: string;
beforeAll(async () => {
  origin = await scriptedOrigin();
  directory = await mkdtemp(join(tmpdir(), "rcache-acceptance-"));
  const json = { "content-type": "application/json" };
  origin.answer("/users/octocat", { headers: { ...json, etag: '"1"' }, body: '{"login":"octocat"}' });
  origin.answer("/other", { body: "other" });
  origin.answer("/get", { headers: json, body: '{"ok":true}' });
  origin.answer("/post", { headers: json, body: '{"ok":true}' });
  origin.answer("/teapot", { status: 418, body: "short and stout" });
  origin.answer("/fails-later", { body: "the good one" }, { status: 404, body: "gone" });
});
afterAll(async () => {
  await origin[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** The origin without the slash at the end. */
const at = (): string => origin.url.replace(/\/$/, "");

describe("an application's developer", () => {
  it("replaces one line and is answered from a file", async () => {
    const seen = await thirtySeconds(at(), join(directory, "thirty.sqlite"));
    expect(seen).toEqual([true, "hit", "fresh", { login: "octocat" }]);
  });

  it("uses one cache for fetch and for axios", async () => {
    expect(await oneCacheForEveryClient(at())).toEqual(["octocat", true, false, "octocat"]);
    expect(typeof refusedByAxios).toBe("function");
  });

  it("sets rules, asks why, and invalidates", async () => {
    const events: CacheEvent[] = [];
    const seen = await richSettings(at(), (event) => events.push(event));
    expect(seen).toEqual(["miss", true, true, true, "use", true, false, false]);
    expect(events.filter(({ kind }) => kind === "backend-failed")).toEqual([]);
  });

  it("shares one cache among clients", async () => {
    expect(await sharedCache(at())).toEqual([true, true, false]);
  });

  it("hears of a mistake at once, by code", () => {
    expect(mistakes()).toBe("RCACHE_INVALID_DURATION");
    expect(refused).toBeTypeOf("function");
    ownDatabase(join(directory, "own.sqlite"));
  });
});

describe("somebody with a client of his own", () => {
  it("needs core and a backend, and no platform types", async () => {
    const { cache, ask } = cachedAnswers((url) => ({
      status: 200,
      url,
      headers: [],
      body: new Uint8Array([1, 2, 3]),
      coding: "decoded",
    }));
    await ask("https://example.com/");
    const second = await ask("https://example.com/");
    expect([second.cache.fromCache, second.body]).toEqual([true, new Uint8Array([1, 2, 3])]);
    await cache.close();
  });

  it("sends by node:http, and keeps answers in SQLite as their headers say", async () => {
    const client = openClient(join(directory, "client.sqlite"));
    origin.answer("/fresh", { headers: { "cache-control": "max-age=60" }, body: "fresh" });
    const first = await client.get(`${at()}/fresh`);
    expect(await textOf(first.body)).toBe("fresh");
    const second = await client.get(`${at()}/fresh`, AbortSignal.timeout(5_000));
    expect([second.cache.fromCache, second.cache.reason, await textOf(second.body)]).toEqual([
      true,
      "fresh",
      "fresh",
    ]);
    const urls: string[] = [];
    for await (const stored of client.cache.filter({ olderThan: "-1d" }))
      urls.push(`${stored.url} ${stored.isExpired}`);
    expect(urls).toEqual([`${at()}/fresh false`]);
    await client.cache.close();
  });
});

describe("a reader of requests-cache's guide", () => {
  it("finds sessions as they were", async () => {
    expect(await seeds.sessions(at(), join(directory, "sessions.sqlite"))).toEqual([true, true, false, 1, 0]);
    expect(seeds.settingsAtAnyTime()).toEqual([-1, true]);
  });

  it("names backends by class, path, alias and URL", async () => {
    for (const session of seeds.backends(directory)) await session.close();
    for (const session of seeds.expirations()) await session.close();
    expect(new seeds.MySession().headers.get("accept")).toBe("application/json");
  });

  it("matches by method, status, parameter and header", async () => {
    expect(await seeds.matching(at())).toEqual([true, true, true, false]);
  });

  it("G-095 is given the stale answer instead of an error", async () => {
    const clock = manualClock();
    const answer = await seeds.staleIfError(at(), clock, () => clock.advance(5));
    expect(answer).toEqual([true, true, "the good one"]);
  });

  it("inspects, copies and cleans what is stored", async () => {
    expect(await seeds.inspection(at())).toEqual([1, ["/get", "200 true"], 1, 1, 0, 1, false]);
  });
});

describe("a framework's maintainer", () => {
  it("caches any client that speaks Request and Response", async () => {
    const cache = createHttpCache({ backend: memoryBackend() });
    const client = cachedClient(cache, (request) => fetch(request));
    await (await client(new Request(`${at()}/users/octocat`))).text();
    const second = await client(new Request(`${at()}/users/octocat`));
    expect([second.fromCache, await second.json()]).toEqual([true, { login: "octocat" }]);
    await cache.close();
  });
});

const namespaces = new Map<string, Map<string, Uint8Array>>();
backendContract(
  { describe, it },
  {
    open: ({ cacheName }) => {
      const map = namespaces.get(cacheName) ?? new Map<string, Uint8Array>();
      namespaces.set(cacheName, map);
      return overNamespace({
        get: async (key) => map.get(key)?.slice().buffer ?? null,
        put: async (key, value) => void map.set(key, value.slice()),
        delete: async (key) => void map.delete(key),
      });
    },
  },
);
serializerContract({ describe, it }, pipeline(frameSerializer, xor));
adapterContract(
  { describe, it },
  {
    open: (options) => {
      const cache = createHttpCache(options);
      return {
        send: (request, requestOptions) =>
          cache.handle(
            request,
            async (asked, { signal }) => {
              const headers = asked.headers.map(([name, value]): [string, string] => [name, value]);
              const body = asked.body instanceof Uint8Array ? { body: new Uint8Array(asked.body) } : {};
              // The cast: the engine's signal is the platform's own, said without its types.
              const init = {
                method: asked.method,
                headers,
                ...body,
                redirect: "manual",
                signal: signal as AbortSignal,
              } as const;
              return fromResponse(await fetch(asked.url, init));
            },
            requestOptions,
          ),
        close: () => cache.close(),
      };
    },
  },
);

async function textOf(body: Uint8Array | AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (body instanceof Uint8Array) chunks.push(body);
  else if (body !== null) for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
