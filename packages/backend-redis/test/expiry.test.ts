import { withService } from "@rcache/services";
import { headsIn } from "@rcache/testkit";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { KeyNames } from "../src/key-names.ts";
import { redisBackend } from "../src/redis-backend.ts";
import { redisTrial } from "./redis-trial.ts";

const HOUR_MS = 3_600_000;
const FOREVER_MS = 8.64e15;

await withService(it, "redis", ({ url }) => {
  describe("RED-04, RED-05 native expiry", () => {
    const trial = redisTrial({ url });
    const client = new Redis(url);
    const target = "https://example.com/expires";
    const keys = new KeyNames(trial.namespace).record({ target, selector: "GET" }, "-");
    afterAll(async () => {
      await trial.end();
      client.disconnect();
    });
    /** In whole minutes, of everything that the record needs; -1: none. */
    const minutesLeft = async (): Promise<readonly number[]> =>
      Promise.all(
        [keys.record, keys.variants, keys.all].map(async (key) => {
          const left = await client.pttl(key);
          return left < 0 ? left : Math.round(left / 60_000);
        }),
      );
    const store = async (
      removeInMs: number,
      options: Parameters<typeof trial.open>[0],
      variant = "-",
    ): Promise<void> => {
      const backend = await trial.open(options);
      const removeAtMs = Math.min(trial.clock.nowMs() + removeInMs, FOREVER_MS);
      const record = await trial.record(target, { address: { variant }, lifetimes: { removeAtMs } });
      expect(await backend.put(record)).toBe("stored");
    };

    it("G-279 is removeAtMs and an hour", async () => {
      await store(HOUR_MS, {});
      expect(await minutesLeft()).toEqual([120, 120, 120]);
    });

    it("G-280 is removeAtMs and ttlOffset, also where a record before it was to live longer", async () => {
      await store(HOUR_MS, { ttlOffset: "10m" });
      expect(await minutesLeft()).toEqual([70, 70, 70]);
    });

    it("is each record's own; what lists them expires with the last", async () => {
      await store(2 * HOUR_MS, { ttlOffset: 0 }, "v");
      expect(await minutesLeft()).toEqual([70, 120, 120]);
    });

    it("counts from the clock of the cache, whatever that of the server says", async () => {
      trial.clock.advance(-365 * 24 * HOUR_MS);
      await store(HOUR_MS, {});
      expect(await minutesLeft()).toEqual([120, 120, 120]);
    });

    it("G-281, G-282 is none for what never expires, and with ttl: false", async () => {
      await store(FOREVER_MS, {});
      expect(await minutesLeft()).toEqual([-1, -1, -1]);
      const backend = await trial.open();
      await backend.invalidate(target);
      await store(HOUR_MS, { ttl: false });
      expect(await minutesLeft()).toEqual([-1, -1, -1]);
    });

    it("begins to count for a record that replaces one that never expires", async () => {
      await store(HOUR_MS, {});
      expect(await minutesLeft()).toEqual([120, 120, 120]);
    });

    it("keeps an epoch for two days", async () => {
      const backend = await trial.open();
      await backend.invalidate(target);
      expect(await minutesLeft()).toEqual([-2, -2, -2]);
      expect(Math.round((await client.pttl(keys.epoch)) / HOUR_MS)).toBe(48);
      await backend.clear();
      expect(await client.exists(keys.epoch)).toBe(1);
    });

    it("of the list of records, by eviction, hides none of them from an invalidation", async () => {
      const backend = await trial.open();
      const record = await trial.record(target);
      await backend.put(record);
      await client.del(keys.all);
      await backend.invalidate(target);
      expect(await client.exists(keys.record)).toBe(1);
      for (const prefer of ["-", undefined])
        expect((await backend.find({ target, selector: "GET" }, prefer)).records).toEqual([]);
      const { revision } = record.head;
      expect(await backend.put(await trial.record(target), { revision })).toBe("conflict");
      const next = await trial.record(target);
      await backend.put(next);
      const found = await backend.find({ target, selector: "GET" }, "-");
      expect(found.records).toMatchObject([{ revision: next.head.revision }]);
    });

    it("takes a body with its record, and keeps a replaced one for ten minutes of reading", async () => {
      const backend = await trial.open();
      const address = { target, selector: "GET", variant: "-" };
      const body = { id: "b1", target, bytes: 300_000, checksum: "" };
      const writer = await backend.bodies?.create(address, body.id, trial.clock.nowMs() + 60_000);
      await writer?.write(new Uint8Array(300_000));
      const chunk = `${keys.base}c:b1:0`;
      expect(Math.round((await client.pttl(chunk)) / 60_000)).toBe(11);
      await writer?.commit();
      const removeAtMs = trial.clock.nowMs() + HOUR_MS;
      await backend.put(await trial.record(target, { body, lifetimes: { removeAtMs } }));
      expect(Math.round((await client.pttl(chunk)) / 60_000)).toBe(130);
      await backend.put(await trial.record(target));
      expect(Math.round((await client.pttl(chunk)) / 60_000)).toBe(10);
      expect(await client.pttl(`${keys.base}c:b1:1`)).toBeGreaterThan(0);
    });
  });

  describe("RED-01 namespaces", () => {
    it("share nothing where one begins with the other, and clear leaves other keys alone", async () => {
      const [trial, client] = [redisTrial({ url }), new Redis(url)];
      const names = ["a", "a:", "a:b", "ab", "A"].map((end) => `${trial.namespace}${end}`);
      const backends = await Promise.all(names.map((namespace) => trial.open({ namespace })));
      const other = `${trial.namespace}a:not-ours`;
      await client.set(other, "1");
      for (const backend of backends) await backend.put(await trial.record("https://example.com/"));
      await backends[0]?.clear();
      const kept = await Promise.all(backends.map((backend) => headsIn(backend)));
      expect(kept.map(({ length }) => length)).toEqual([0, 1, 1, 1, 1]);
      expect(await client.del(other)).toBe(1);
      await trial.end();
      client.disconnect();
    });

    it("are http_cache where nobody says otherwise, and cacheName is another word", async () => {
      const [trial, client] = [redisTrial({ url }), new Redis(url)];
      const target = `https://example.com/${trial.namespace}`;
      const at = { target, selector: "GET" };
      for (const [options, name] of [
        [{}, "http_cache"],
        [{ cacheName: trial.namespace }, trial.namespace],
      ] as const) {
        const backend = redisBackend({ url, ...options });
        await backend.open({ nowMs: () => Date.now(), report: () => undefined });
        const record = await trial.record(target);
        await backend.put(record);
        expect(await client.exists(new KeyNames(name).record(at, "-").record)).toBe(1);
        await backend.remove([record.head]);
        await backend.close();
      }
      client.disconnect();
    });
  });
});
