import { randomUUID } from "node:crypto";
import { type Service, withService } from "@rcache/services";
import { scriptedOrigin } from "@rcache/testkit";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { runProgram } from "./programs/run-program.ts";
import { redisTrial } from "./redis-trial.ts";

const PROCESSES = 5;

function severalProcesses(service: Service): void {
  const place = service.nodes?.map(({ host, port }) => `redis://${host}:${port}`) ?? [service.url];
  const given = place.join(",");

  it("make one origin hit of one cold URL", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/cold", { body: "answer", delayMs: 300 });
    const namespace = `one-hit-${randomUUID()}`;
    const running = Array.from({ length: PROCESSES }, () =>
      runProgram("ask-through-cache.ts", given, namespace, `${origin.url}/cold`),
    );
    for (const one of running) expect(await one.line()).toBe("ready");
    for (const one of running) one.go();
    const answers = await Promise.all(running.map((one) => one.line()));
    expect(answers.every((answer) => answer.endsWith(" answer"))).toBe(true);
    expect(origin.requests.length).toBe(1);
    for (const one of running) expect(await one.ended()).toBe(0);
  }, 60_000);

  it("never store what was asked for before another process invalidated its target", async () => {
    const trial = redisTrial(place.length > 1 ? { cluster: place } : { url: service.url });
    const backend = await trial.open();
    for (const stored of [false, true]) {
      const target = `https://example.com/${stored ? "stored" : "empty"}`;
      if (stored) await backend.put(await trial.record(target));
      const other = runProgram("store-late.ts", given, trial.namespace, target);
      expect(await other.line()).toBe("asked");
      expect(await backend.invalidate(target)).toBe(stored ? 1 : 0);
      other.go();
      expect(await other.line()).toBe("conflict");
      expect((await backend.find({ target, selector: "GET" })).records).toEqual([]);
      expect(await other.ended()).toBe(0);
    }
    await trial.end();
  }, 60_000);
}

await withService(it, "redis", (service) => {
  describe("several processes on one server", () => {
    severalProcesses(service);

    it("replace a leader that is killed, within its lease", async () => {
      await using origin = await scriptedOrigin();
      let letGo = (): void => undefined;
      const hold = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      origin.answer("/slow", { body: "never comes", hold }, { body: "answer" });
      const namespace = `killed-${randomUUID()}`;
      const url = `${origin.url}/slow`;
      const [leader, follower] = [1, 2].map(() =>
        runProgram("ask-through-cache.ts", service.url, namespace, url),
      );
      expect(await leader?.line()).toBe("ready");
      expect(await follower?.line()).toBe("ready");
      leader?.go();
      await expect.poll(() => origin.requests.length, { timeout: 10_000 }).toBe(1);
      follower?.go();
      leader?.child.kill("SIGKILL");
      expect(await leader?.ended()).toBe("SIGKILL");
      expect(await follower?.line()).toMatch(/ answer$/);
      expect(origin.requests.length).toBe(2);
      expect(await follower?.ended()).toBe(0);
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
  describe("several processes on a cluster", () => severalProcesses(service));
});
