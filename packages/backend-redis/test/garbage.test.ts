import { type CacheEvent, createHttpCache, type HandledResponse } from "@rcache/core";
import { withService } from "@rcache/services";
import { headsIn } from "@rcache/testkit";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { KeyNames } from "../src/key-names.ts";
import { redisTrial } from "./redis-trial.ts";

const TARGET = "https://example.com/garbage";
const AT = { target: TARGET, selector: "GET", variant: "-" };

await withService(it, "redis", ({ url }) => {
  const client = new Redis(url);
  afterAll(() => client.disconnect());

  describe("a key that holds what is none of ours", () => {
    const trial = redisTrial({ url });
    afterAll(() => trial.end());
    const keys = new KeyNames(trial.namespace).record({ target: TARGET, selector: "GET" }, "-");
    const EVERY = ["record", "variants", "all", "epoch"] as const;

    it.each(EVERY)("of another type, as %s, is a miss and in nobody's way", async (which) => {
      const backend = await trial.open();
      await client.del(keys[which]);
      await (which === "all" ? client.set(keys.all, "text") : client.rpush(keys[which], "a", "b"));
      for (const prefer of ["-", undefined]) await backend.find(AT, prefer);
      expect(await backend.put(await trial.record(TARGET))).toBe("stored");
      expect((await backend.find(AT, "-")).records).toHaveLength(1);
      await (which === "all" ? client.set(keys.all, "text") : client.del(keys[which]));
      if (which !== "all") await client.rpush(keys[which], "a", "b");
      await backend.remove([AT]);
      await backend.invalidate(TARGET);
      expect((await backend.find(AT)).records).toEqual([]);
    });

    it.each([
      "",
      "garbage",
      "0\n9999999999999\nx",
      '0\n9999999999999\n"r"\n\n"frame1"\n2\n{]value',
      "\n\n\n\n\n\n\n",
    ])("as a record, %j, is a miss for every look, and is replaced", async (garbage) => {
      const backend = await trial.open();
      await backend.put(await trial.record(TARGET));
      await client.set(keys.record, garbage);
      expect((await backend.find(AT)).records).toEqual([]);
      await client.set(keys.record, garbage);
      expect((await backend.find(AT, "-")).records).toEqual([]);
      expect(await headsIn(backend)).toEqual([]);
      await backend.sweep(100);
      expect(await backend.put(await trial.record(TARGET))).toBe("stored");
      expect((await backend.find(AT, "-")).records).toHaveLength(1);
    });

    it("is removed by a walk, of whatever type", async () => {
      const backend = await trial.open();
      await backend.clear();
      await client.set(keys.record, "garbage");
      await client.rpush(`${keys.base}r:GET:other`, "a");
      expect(await headsIn(backend)).toEqual([]);
      expect(await client.exists(keys.record, `${keys.base}r:GET:other`)).toBe(0);
    });

    it("as a lease keeps nobody from it", async () => {
      const backend = await trial.open();
      const lease = new KeyNames(trial.namespace).lease("mine");
      for (const spoil of [() => client.set(lease, "garbage"), () => client.rpush(lease, "a")]) {
        await client.del(lease);
        await spoil();
        expect((await backend.lease?.("mine", 1_000))?.held).toBe(true);
      }
    });
  });

  describe("a large body whose keys were evicted or written to", () => {
    const trial = redisTrial({ url });
    afterAll(() => trial.end());
    const WHOLE = new Uint8Array(900_000).map((_, n) => n * 7);

    it.each<[string, (chunks: readonly string[], body: string) => Promise<unknown>]>([
      ["a chunk is gone", (chunks) => client.del(chunks.at(-1) ?? "")],
      ["a chunk is shorter", (chunks) => client.set(chunks[1] ?? "", "short")],
      [
        "a chunk is of another type",
        (chunks) => client.del(chunks[1] ?? "").then(() => client.rpush(chunks[1] ?? "", "a")),
      ],
      ["what is known of it is gone", (_, body) => client.del(body)],
      ["what is known of it is of another type", (_, body) => client.set(body, "text")],
    ])("is a miss before the first byte where %s, with one event, and then a hit", async (_, spoil) => {
      const backend = await trial.open();
      const events: CacheEvent[] = [];
      const cache = createHttpCache({
        ...{ backend, clock: trial.clock, expireAfter: "1h", inlineBytes: 1_000 },
        onEvent: (event) => events.push(event),
      });
      const ask = async (): Promise<string> => {
        const send = async (): Promise<Omit<HandledResponse, "cache">> => ({
          ...{ status: 200, url: TARGET, headers: [], coding: "decoded" as const, history: [] },
          body: Uint8Array.from(WHOLE),
        });
        const response = await cache.handle({ method: "GET", url: TARGET, headers: [] }, send);
        const { body } = response;
        if (body === null) return "nothing";
        const parts: Uint8Array[] = [];
        if (body instanceof Uint8Array) parts.push(body);
        else for await (const chunk of body) parts.push(chunk);
        await cache.flush();
        return `${response.cache.kind} ${Buffer.concat(parts).equals(WHOLE)}`;
      };
      await cache.clear();
      expect(await ask()).toBe("miss true");
      const base = new KeyNames(trial.namespace).base(TARGET);
      const [chunks, [body = ""]] = await Promise.all([client.keys(`${base}c:*`), client.keys(`${base}b:*`)]);
      expect(chunks).toHaveLength(4);
      await spoil(chunks.toSorted(), body);
      expect([await ask(), await ask()]).toEqual(["miss true", "hit true"]);
      expect(events.filter(({ kind }) => kind === "record-unreadable")).toHaveLength(1);
      expect(events.filter(({ kind }) => kind === "backend-failed")).toEqual([]);
      await cache.clear();
    });
  });
});
