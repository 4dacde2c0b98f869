import { memoryBackend } from "@rcache/backend-memory";
import { type CachedRequestInit, createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";

describe("a wrapped fetch whose stream gives something else than bytes", () => {
  it.each<[string, unknown, CachedRequestInit]>([
    ["a text", "text", {}],
    ["a text, and the cache is disabled", "text", { rcache: { disabled: true } }],
    ["a text to a POST", "text", { method: "POST" }],
    ["a number", 7, {}],
    ["null", null, {}],
    ["numbers", [1, 2], {}],
    ["words of 16 bits", new Uint16Array(2), {}],
  ])(
    "%s, fails its reader as the platform's fetch does, is let go of, and is never stored",
    async (_what, chunk, init) => {
      let cancelled = 0;
      const below = async (): Promise<Response> => {
        const stream = new ReadableStream({
          pull: (controller) => controller.enqueue(chunk),
          cancel: () => {
            cancelled += 1;
          },
        });
        return new Response(stream);
      };
      await using fetch = createCachedFetch({ backend: memoryBackend(), fetch: below });
      const response = await fetch("http://origin.test/a", init);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toBeInstanceOf(TypeError);
      await fetch.cache.flush();
      expect([await fetch.cache.count(), cancelled]).toEqual([0, 1]);
    },
  );
});
