import { memoryBackend } from "@rcache/backend-memory";
import { describe, expect, it } from "vitest";
import { openBackend, openCache, openSerializer } from "./edge-openers.ts";

describe("in a bundle", () => {
  it("memory is there by alias and URL", async () => {
    expect((await openBackend("memory", { maxEntries: 5 })).valueKind).toBe("entry");
    expect((await openBackend("memory:label")).valueKind).toBe("entry");
  });

  it("another alias or URL says what to import instead", async () => {
    const remedy = expect.stringContaining('import { sqliteBackend } from "@rcache/backend-sqlite"');
    await expect(openBackend("sqlite")).rejects.toMatchObject({ code: "RCACHE_UNKNOWN_BACKEND", remedy });
    await expect(openBackend("sqlite:x.db")).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_BACKEND",
      remedy,
    });
  });

  it("a serializer's alias says what to import instead", async () => {
    expect((await openSerializer("frame")).valueKind).toBe("bytes");
    await expect(openSerializer("json")).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_SERIALIZER",
      remedy: expect.stringContaining('import { jsonSerializer } from "@rcache/serializer-json"'),
    });
  });

  it("an alias rejects ready(), an instance and a factory work", async () => {
    await expect(openCache({ backend: "redis" }).ready()).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_BACKEND",
    });
    for (const backend of [memoryBackend(), memoryBackend]) {
      await using cache = openCache({ backend });
      await expect(cache.ready()).resolves.toBeUndefined();
    }
  });

  it("none named is memory with one warning", async () => {
    const warnings: string[] = [];
    await using cache = openCache({
      onEvent: (event) => {
        if (event.kind === "warning") warnings.push(event.code);
      },
    });
    await cache.ready();
    expect(warnings).toEqual(["RCACHE_DEFAULT_MEMORY"]);
  });
});
