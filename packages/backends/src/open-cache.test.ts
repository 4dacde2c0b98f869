import { memoryBackend } from "@rcache/backend-memory";
import type { CacheEvent, HttpCache, HttpRequest, Send } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { delegateBackend } from "./delegate-backend.ts";
import { type OpenCacheOptions, openCache } from "./index.ts";

const request: HttpRequest = { method: "GET", url: "http://origin.test/a", headers: [] };
const send: Send = async ({ url }) => ({
  status: 200,
  url,
  headers: [["content-type", "text/plain"]],
  body: new TextEncoder().encode("hello"),
  coding: "decoded",
});

async function askedTwice(cache: HttpCache): Promise<readonly string[]> {
  const first = await cache.handle(request, send);
  await cache.flush();
  const second = await cache.handle(request, send);
  return [first.cache.kind, second.cache.kind];
}

describe("openCache", () => {
  it.each<[string, OpenCacheOptions]>([
    ["an alias", { backend: "memory" }],
    ["a URL", { backend: "sqlite::memory:" }],
    ["a factory", { backend: memoryBackend }],
    ["a factory with options", { backend: memoryBackend, backendOptions: { maxEntries: 10 } }],
    ["an alias with options", { backend: "sqlite", backendOptions: { useMemory: true } }],
    ["a backend", { backend: memoryBackend() }],
    ["a serializer's alias", { backend: "sqlite::memory:", serializer: "json" }],
    ["core's serializer by alias", { backend: "sqlite::memory:", serializer: "frame" }],
    ["a serializer that memory has no use for", { backend: "memory", serializer: "json" }],
    ["nothing but an option of SQLite", { backendOptions: { useMemory: true } }],
  ])("SES-05 answers the second request from the cache with %s", async (_case, options) => {
    await using cache = openCache({ expireAfter: "1h", ...options });
    expect(await askedTwice(cache)).toEqual(["miss", "hit"]);
  });

  it("SES-04 hands cacheName and the backend's options to the factory", async () => {
    const given: unknown[] = [];
    const backend = (options?: object): Backend => {
      given.push(options);
      return memoryBackend();
    };
    await using cache = openCache({ backend, cacheName: "github", backendOptions: { useTemp: true } });
    await cache.ready();
    expect(given).toEqual([{ cacheName: "github", useTemp: true }]);
  });

  it("does nothing before it is needed", () => {
    const cache = openCache({
      backend: () => {
        throw new Error("made too early");
      },
    });
    expect(cache.settings).toBeDefined();
  });

  it.each<[string, OpenCacheOptions, string]>([
    // The casts: the compiler refuses these, JavaScript programs do not.
    ["an unknown alias", { backend: "reddis" as "redis" }, "RCACHE_UNKNOWN_BACKEND"],
    ["a URL that cannot be read", { backend: "redis:localhost" }, "RCACHE_UNKNOWN_BACKEND"],
    [
      "an option that the backend lacks",
      { backend: "memory", backendOptions: { wal: true } },
      "RCACHE_UNKNOWN_OPTION",
    ],
  ])("BE-01 rejects ready() and the first request for %s", async (_case, options, code) => {
    await expect(openCache(options).ready()).rejects.toMatchObject({ code });
    await expect(openCache(options).handle(request, send)).rejects.toMatchObject({ code });
  });

  it.each<[string, unknown, string]>([
    ["an unknown option", { expireAftr: 5 }, "RCACHE_UNKNOWN_OPTION"],
    ["a duration that cannot be read", { expireAfter: "soon" }, "RCACHE_INVALID_DURATION"],
    ["options of the backend that are no object", { backendOptions: "fast" }, "RCACHE_INVALID_OPTION"],
    [
      "options for a backend already made",
      { backend: memoryBackend(), backendOptions: {} },
      "RCACHE_INVALID_OPTION",
    ],
    ["an unknown serializer", { serializer: "xml" }, "RCACHE_UNKNOWN_SERIALIZER"],
    ["a serializer of the wrong type", { serializer: 5 }, "RCACHE_INVALID_OPTION"],
    ["a backend of the wrong type", { backend: 5 }, "RCACHE_INVALID_BACKEND"],
  ])("throws at once for %s", (_case, options, code) => {
    // The cast: the compiler refuses these, JavaScript programs do not.
    expect(() => openCache(options as OpenCacheOptions)).toThrow(expect.objectContaining({ code }));
  });

  it("leaves a backend open that it was given, also with a serializer's alias", async () => {
    for (const options of [{}, { serializer: "json" as const }]) {
      let closed = 0;
      const backend = delegateBackend(memoryBackend(), {
        close: () => {
          closed += 1;
        },
      });
      await using cache = openCache({ backend, ...options });
      await askedTwice(cache);
      await cache.close();
      expect(closed).toBe(0);
    }
  });

  it("closes a backend that it made", async () => {
    let closed = 0;
    const cache = openCache({
      backend: () =>
        delegateBackend(memoryBackend(), {
          close: () => {
            closed += 1;
          },
        }),
    });
    await cache.ready();
    await cache.close();
    expect(closed).toBe(1);
  });

  it("refuses a serializer of another form than the backend's", async () => {
    const documents = delegateBackend(memoryBackend(), { name: "documents", valueKind: "document" });
    const cache = openCache({ backend: documents, serializer: "json" });
    await expect(cache.ready()).rejects.toMatchObject({ code: "RCACHE_SERIALIZER_MISMATCH" });
  });

  it("says nothing where SQLite is there", async () => {
    const events: CacheEvent[] = [];
    await using cache = openCache({
      backendOptions: { useMemory: true },
      onEvent: (event) => void events.push(event),
    });
    await cache.ready();
    expect(events.filter((event) => event.kind === "warning")).toEqual([]);
  });
});
