import { randomUUID } from "node:crypto";
import { withService } from "@rcache/services";
import { processContract, runProgram, scriptedOrigin } from "@rcache/testkit";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { redisTrial } from "./redis-trial.ts";

const SHARED = new URL("./programs/shared-backend.ts", import.meta.url);
const ASKING = new URL("./programs/ask-through-cache.ts", import.meta.url);

await withService(it, "redis", (service) => {
  describe("several processes on one server", () => {
    processContract({ describe, it }, { module: SHARED, place: service.url });

    it("replace a leader that is killed, within its lease", async () => {
      await using origin = await scriptedOrigin();
      let letGo = (): void => undefined;
      const hold = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      origin.answer("/slow", { body: "never comes", hold }, { body: "answer" });
      const namespace = `killed-${randomUUID()}`;
      const url = `${origin.url}/slow`;
      await using leader = await runProgram(ASKING, service.url, namespace, url);
      await using follower = await runProgram(ASKING, service.url, namespace, url);
      expect(await leader.line()).toBe("ready");
      expect(await follower.line()).toBe("ready");
      leader.go();
      await expect.poll(() => origin.requests.length, { timeout: 10_000 }).toBe(1);
      follower.go();
      leader.kill();
      expect(await leader.ended()).toMatchObject({ by: "SIGKILL" });
      expect(await follower.line()).toMatch(/ answer$/);
      expect(origin.requests.length).toBe(2);
      expect(await follower.ended()).toMatchObject({ by: 0 });
      letGo();
    }, 60_000);
  });

  describe("records that were stored while others were removed", () => {
    it("are all there, and all that was removed is gone", async () => {
      const trial = redisTrial({ url: service.url });
      const [mine, theirs] = [await trial.open(), await trial.open()];
      const targets = Array.from({ length: 300 }, (_, i) => `https://example.com/${i}`);
      const kept = targets.map((target) => `${target}/kept`);
      for (const target of targets) await mine.put(await trial.record(target, { tags: ["gone"] }));
      let removed = 0;
      const removing = (async () => {
        for (let count = 1; count > 0; removed += count)
          count = (await theirs.removeWhere?.({ tag: "gone" }, 20)) ?? 0;
      })();
      for (const target of kept) await mine.put(await trial.record(target));
      await removing;
      expect(removed).toBe(300);
      const found: string[] = [];
      for await (const { target } of mine.scan?.({}) ?? []) found.push(target);
      expect(found.length).toBe(300);
      expect(new Set(found)).toEqual(new Set(kept));
      const client = new Redis(service.url);
      await trial.end();
      expect(await client.keys(`${trial.namespace}:*`)).toEqual([]);
      client.disconnect();
    });
  });
});

await withService(it, "redis-cluster", (service) => {
  const nodes = service.nodes?.map(({ host, port }) => `redis://${host}:${port}`) ?? [service.url];
  describe("several processes on a cluster", () =>
    processContract({ describe, it }, { module: SHARED, place: nodes.join(",") }));
});
