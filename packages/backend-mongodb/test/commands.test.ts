import { createHttpCache, type HttpResponse } from "@rcache/core";
import { type Service, withMongodbServers } from "@rcache/services";
import { afterAll, describe, expect, it, vi } from "vitest";
import { mongodbBackend } from "../src/mongodb-backend.ts";
import { mongodbTrial, record } from "./mongodb-trial.ts";

vi.setConfig({ testTimeout: 60_000 });

await withMongodbServers(it, suite);

async function suite({ name, url, version }: Service): Promise<void> {
  const trial = await mongodbTrial(url, mongodbBackend);
  afterAll(() => trial.end());
  const names = (): string[] => trial.commands().map(({ commandName }) => commandName);

  describe(`how often ${version} is asked`, () => {
    it("once for a lookup, whether or not something is there", async () => {
      const backend = await trial.open();
      await backend.put(await record("once"));
      trial.commands();
      for (const prefer of [undefined, "-"]) {
        expect((await backend.find({ target: "once", selector: "GET" }, prefer)).records).toHaveLength(1);
        expect(names()).toEqual(["find"]);
        expect((await backend.find({ target: "nothing", selector: "GET" }, prefer)).complete).toBe(true);
        expect(names()).toEqual(["find"]);
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
      expect(names()).toEqual(["find"]);
      expect((await backend.find({ target: "varies", selector: "GET" }, "x")).records).toHaveLength(3);
      expect(names()).toEqual(["find", "find"]);
    });

    it("once for a store, with every kind of precondition", async () => {
      const backend = await trial.open();
      const { epoch = "" } = await backend.find({ target: "put", selector: "GET" });
      trial.commands();
      expect(await backend.put(await record("put"), { epoch })).toBe("stored");
      expect(names()).toEqual(["update"]);
      expect(await backend.put(await record("put", { revision: "r2" }), { revision: "r1" })).toBe("stored");
      // Where an update is not one step: the lease, the update, the release.
      expect(names()).toEqual(name === "ferretdb" ? ["update", "update", "delete"] : ["update"]);
      expect(await backend.put(await record("put", { address: { variant: "v" } }), { epoch })).toBe("stored");
      expect(names()).toEqual(["update"]);
    });

    it("once for a hit and twice for a miss of a cache", async () => {
      const backend = await trial.open("engine");
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
      expect(names()).toEqual(["find", "update"]);
      expect(await ask()).toBe("hit");
      expect(names()).toEqual(["find"]);
    });
  });

  describe(`${version} without transactions`, () => {
    it("never gives what was written too late, and forgets it", async () => {
      const backend = await trial.open("late");
      const at = { target: "late", selector: "GET" };
      const { epoch = "" } = await backend.find(at);
      expect(await backend.put(await record("late"), { epoch })).toBe("stored");
      const [before] = await trial.documents("late.responses");
      expect(await backend.invalidate("late")).toBe(1);
      // As a writer of another process whose second statement came after the invalidation.
      await trial.db.collection("late.responses").insertOne({ ...before });
      expect((await backend.find(at, "-")).records).toEqual([]);
      await vi.waitFor(async () => expect(await backend.stats?.()).toEqual({ entries: 0, bytes: 0 }));
    });

    it("MON-12 lets one of several writers replace a revision, every time", async () => {
      const backend = await trial.open("rivals");
      const at = { target: "rivals", selector: "GET" };
      await backend.put(await record("rivals", { revision: "0" }));
      let revision = "0";
      for (let round = 1; round <= 10; round += 1) {
        const rivals = await Promise.all(
          ["a", "b", "c"].map((name) => record("rivals", { revision: `${round}${name}` })),
        );
        const results = await Promise.all(rivals.map((rival) => backend.put(rival, { revision })));
        expect(results.toSorted()).toEqual(["conflict", "conflict", "stored"]);
        const stored = (await backend.find(at)).records.map((one) => one.revision);
        expect(stored).toEqual([rivals[results.indexOf("stored")]?.head.revision]);
        revision = stored[0] ?? "";
      }
      expect(await trial.documents("rivals.leases")).toEqual([]);
    });

    it("replaces what is left of an epoch that is over", async () => {
      const backend = await trial.open("left");
      const at = { target: "left", selector: "GET" };
      await backend.put(await record("left"));
      const [before] = await trial.documents("left.responses");
      await backend.invalidate("left");
      const { epoch = "" } = await backend.find(at);
      await trial.db.collection("left.responses").insertOne({ ...before });
      expect(await backend.put(await record("left", { revision: "r2" }), { epoch })).toBe("stored");
      expect((await backend.find(at)).records.map((one) => one.revision)).toEqual(["r2"]);
    });

    it("keeps what it knows of a target as long as it is needed, and not longer", async () => {
      const backend = await trial.open("kept");
      const day = 86_400_000;
      const removeAtMs = trial.clock.nowMs() + 10 * day;
      await backend.put(await record("plain", { lifetimes: { removeAtMs } }));
      await backend.put(await record("varies", { address: { variant: "v" }, lifetimes: { removeAtMs } }));
      await backend.invalidate("nothing");
      await backend.invalidate("plain");
      await backend.put(await record("plain", { lifetimes: { removeAtMs } }));
      const targets = async (): Promise<unknown[]> =>
        (await trial.documents("kept.responses"))
          .filter(({ kind }) => kind === "target")
          .map(({ _id }) => _id);
      await backend.sweep(10);
      await backend.clear();
      expect(await targets()).toEqual(expect.arrayContaining(["target nothing", "target plain"]));
      await backend.put(await record("plain", { lifetimes: { removeAtMs } }));
      trial.clock.advance(3 * day);
      await backend.sweep(10);
      expect(await targets()).toEqual(["target plain"]);
      expect((await backend.find({ target: "plain", selector: "GET" })).records).toHaveLength(1);
      trial.clock.advance(10 * day);
      expect(await backend.sweep(10)).toMatchObject({ removed: 1 });
      await backend.sweep(10);
      expect(await targets()).toEqual([]);
    });
  });
}
