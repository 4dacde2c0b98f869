import { createHttpCache, frameSerializer, type HttpCache, pipeline } from "@rcache/core";
import { keyValueBackend } from "@rcache/core/backend";
import { compressed, encrypted, signed } from "@rcache/serializer-stages";
import { httpSend, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";

const keys = { k1: new Uint8Array(32).fill(7) };
const PIPELINES = {
  signed: () => pipeline(frameSerializer, signed({ secretKey: "k" })),
  "signed within others": () =>
    pipeline(frameSerializer, signed({ secretKey: "k" }), compressed(), encrypted({ keys })),
};

type Store = Map<string, Uint8Array>;

function cacheOver(store: Store, cacheName: string, made: keyof typeof PIPELINES): HttpCache {
  const backend = keyValueBackend({
    get: (key) => store.get(key),
    set: async (key, value) => void store.set(key, value),
    delete: async (key) => void store.delete(key),
  });
  return createHttpCache({ backend, cacheName, serializer: PIPELINES[made]() });
}

describe.each(Object.keys(PIPELINES) as (keyof typeof PIPELINES)[])(
  "a value put where it was not written, %s",
  (made) => {
    async function setup() {
      const origin = await scriptedOrigin();
      origin.answer("/a", { body: "1" }, { body: "2" }, { body: "3" });
      const request = { method: "GET", url: `${origin.url}/a`, headers: [] } as const;
      const ask = async (cache: HttpCache, forceRefresh = false): Promise<readonly [string, string]> => {
        const answer = await cache.handle(request, httpSend, { forceRefresh });
        const chunks: Uint8Array[] = [];
        if (answer.body instanceof Uint8Array) chunks.push(answer.body);
        else if (answer.body !== null) for await (const chunk of answer.body) chunks.push(chunk);
        await cache.flush();
        return [answer.cache.kind, Buffer.concat(chunks).toString()];
      };
      return { origin, ask };
    }

    it("an old one of the same cache is no hit, once a newer one was written", async () => {
      const { origin, ask } = await setup();
      await using _origin = origin;
      const store: Store = new Map();
      await using cache = cacheOver(store, "a", made);
      expect(await ask(cache)).toEqual(["miss", "1"]);
      expect(await ask(cache)).toEqual(["hit", "1"]);
      const old = new Map(store);
      expect(await ask(cache, true)).toEqual(["miss", "2"]);
      for (const [key, value] of old) store.set(key, value);
      expect(await ask(cache)).toEqual(["miss", "3"]);
      expect(await ask(cache)).toEqual(["hit", "3"]);
    });

    it("one of another cache with the same secret and key is no hit, and is left alone", async () => {
      const { origin, ask } = await setup();
      await using _origin = origin;
      const [mine, theirs]: readonly Store[] = [new Map(), new Map()];
      if (mine === undefined || theirs === undefined) throw new Error("no stores");
      await using a = cacheOver(mine, "a", made);
      await using b = cacheOver(theirs, "b", made);
      await using again = cacheOver(mine, "a", made);
      expect(await ask(a)).toEqual(["miss", "1"]);
      for (const [key, value] of mine) theirs.set(key, value);
      expect(await ask(b)).toEqual(["miss", "2"]);
      expect(await ask(again)).toEqual(["hit", "1"]);
    });
  },
);
