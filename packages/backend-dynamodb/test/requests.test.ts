import type { ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-dynamodb";
import { createHttpCache, type HttpResponse } from "@rcache/core";
import { withService } from "@rcache/services";
import { afterAll, describe, expect, it, vi } from "vitest";
import { dynamodbBackend } from "../src/dynamodb-backend.ts";
import { clientConfigOf } from "./client-config.ts";
import { dynamodbTrial, record } from "./dynamodb-trial.ts";

vi.setConfig({ testTimeout: 60_000 });

await withService(it, "dynamodb", (server) => {
  const trial = dynamodbTrial(server.url);
  afterAll(() => trial.end());

  describe("how often DynamoDB is asked", () => {
    it("once for a lookup, whether or not something is there", async () => {
      const backend = await trial.open();
      await backend.put(await record("once"));
      trial.commands();
      for (const prefer of [undefined, "-"]) {
        expect((await backend.find({ target: "once", selector: "GET" }, prefer)).records).toHaveLength(1);
        expect(trial.commands()).toEqual(["BatchGetItemCommand"]);
        expect((await backend.find({ target: "nothing", selector: "GET" }, prefer)).complete).toBe(true);
        expect(trial.commands()).toEqual(["BatchGetItemCommand"]);
      }
    });

    it("once for the variant that is expected, twice where answers vary and it is not there", async () => {
      const backend = await trial.open();
      for (const variant of ["a", "b", "c"])
        await backend.put(await record("varies", { address: { variant } }));
      trial.commands();
      const hit = await backend.find({ target: "varies", selector: "GET" }, "b");
      expect(hit.records.map((one) => one.variant)).toEqual(["b"]);
      expect(hit.complete).toBe(false);
      expect(trial.commands()).toEqual(["BatchGetItemCommand"]);
      expect((await backend.find({ target: "varies", selector: "GET" }, "x")).records).toHaveLength(3);
      expect(trial.commands()).toEqual(["BatchGetItemCommand", "QueryCommand"]);
    });

    it("once for a store, with every kind of precondition", async () => {
      const backend = await trial.open();
      const { epoch = "" } = await backend.find({ target: "put", selector: "GET" });
      trial.commands();
      expect(await backend.put(await record("put"), { epoch })).toBe("stored");
      expect(trial.commands()).toEqual(["TransactWriteItemsCommand"]);
      expect(await backend.put(await record("put", { revision: "r2" }), { revision: "r1" })).toBe("stored");
      expect(trial.commands()).toEqual(["PutItemCommand"]);
      expect(await backend.put(await record("put", { address: { variant: "v" } }), { epoch })).toBe("stored");
      expect(trial.commands()).toEqual(["TransactWriteItemsCommand"]);
    });

    it("once for a hit and twice for a miss of a cache", async () => {
      const backend = await trial.open({ cacheName: "engine" });
      await using cache = createHttpCache({ backend, clock: trial.clock, expireAfter: "1h" });
      const send = async (): Promise<HttpResponse> => ({
        status: 200,
        url: "https://origin.test/",
        headers: [],
        body: new Uint8Array(10_240),
        coding: "decoded",
      });
      const ask = async (): Promise<string> =>
        (await cache.handle({ method: "GET", url: "https://origin.test/", headers: [] }, send)).cache.kind;
      trial.commands();
      expect(await ask()).toBe("miss");
      await cache.flush();
      expect(trial.commands()).toEqual(["BatchGetItemCommand", "TransactWriteItemsCommand"]);
      expect(await ask()).toBe("hit");
      expect(trial.commands()).toEqual(["BatchGetItemCommand"]);
    });
  });

  describe("a client of its own", () => {
    it("never asks by fetch, so that a cache which has replaced fetch does not meet its own store", async () => {
      const asked: unknown[] = [];
      vi.stubGlobal("fetch", (input: unknown) => {
        asked.push(input);
        return Promise.reject(new Error("the store asks by fetch"));
      });
      const own = dynamodbBackend({ tableName: trial.tableName, clientConfig: clientConfigOf(server.url) });
      try {
        await own.open({ nowMs: () => trial.clock.nowMs(), report: () => undefined });
        expect(await own.put(await record("own"))).toBe("stored");
        expect((await own.find({ target: "own", selector: "GET" }, "-")).records).toHaveLength(1);
        expect(await own.invalidate("own")).toBe(1);
      } finally {
        vi.unstubAllGlobals();
        await own.close();
      }
      expect(asked).toEqual([]);
    });
  });

  describe("what DynamoDB does not do at once", () => {
    it("DYN-10 is asked again for: more than 25 deletes, of which some are left unprocessed", async () => {
      const backend = await trial.open({ cacheName: "many" });
      for (let n = 0; n < 60; n += 1)
        await backend.put(await record("many", { address: { selector: `GET.${n}` } }));
      let faked = 0;
      const fake = (input: ServiceInputTypes, output: ServiceOutputTypes): ServiceOutputTypes => {
        if (!("RequestItems" in input) || !("UnprocessedItems" in output) || faked > 0) return output;
        faked += 1;
        const left = { PutRequest: undefined, DeleteRequest: { Key: { pk: { S: "x" }, sk: { S: "x" } } } };
        return { ...output, UnprocessedItems: { [trial.tableName]: [left] } };
      };
      trial.client.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args);
          return { ...result, output: fake(args.input, result.output) };
        },
        { step: "initialize", name: "fake" },
      );
      trial.commands();
      expect(await backend.invalidate("many")).toBe(60);
      trial.client.middlewareStack.remove("fake");
      expect(faked).toBe(1);
      const batches = trial.commands().filter((command) => command === "BatchWriteItemCommand");
      expect(batches).toHaveLength(4);
      expect((await backend.find({ target: "many", selector: "GET.7" })).records).toEqual([]);
      expect((await backend.stats?.())?.entries).toBe(0);
    });

    it("DYN-07, DYN-08 counts and walks over more than one page of a scan", async () => {
      const backend = await trial.open({ cacheName: "pages" });
      for (let n = 0; n < 12; n += 1)
        await backend.put(await record(`page/${n}`, { body: new Uint8Array(200_000) }));
      trial.commands();
      expect(await backend.stats?.()).toEqual({ entries: 12, bytes: 2_400_000 });
      expect(trial.commands().length).toBeGreaterThan(1);
      const targets = new Set<string>();
      for await (const head of backend.scan?.({ values: true }) ?? []) targets.add(head.target);
      expect(targets.size).toBe(12);
      trial.clock.advance(370 * 86_400_000);
      expect(await backend.sweep(5)).toEqual({ removed: 5, more: true });
      expect(await backend.sweep(100)).toMatchObject({ removed: 7 });
      expect((await backend.stats?.())?.entries).toBe(0);
    });
  });
});
