import { createHttpCache, type Send } from "@rcache/core";
import { withService } from "@rcache/services";
import { scriptedOrigin } from "@rcache/testkit";
import { afterAll, describe, expect, it, vi } from "vitest";
import { dynamodbTrial, record } from "./dynamodb-trial.ts";
import { runProgram } from "./programs/run-program.ts";

vi.setConfig({ testTimeout: 60_000 });

await withService(it, "dynamodb", (server) => {
  const trial = dynamodbTrial(server.url);
  afterAll(() => trial.end());

  const invalidateElsewhere = async (target: string): Promise<string> => {
    const running = runProgram("invalidate.ts", server.url, trial.tableName, target);
    const count = await running.line();
    expect(await running.ended()).toMatchObject({ by: 0 });
    return count;
  };

  describe("an invalidation by another process", () => {
    it("refuses what was seen before it, of a target with a record and of one without", async () => {
      const backend = await trial.open();
      for (const [target, count] of [
        ["https://example.com/there", "1"],
        ["https://example.com/not-there", "0"],
      ] as const) {
        const at = { target, selector: "GET" };
        const { epoch = "" } = await backend.find(at);
        if (count === "1") await backend.put(await record(target), { epoch });
        expect(await invalidateElsewhere(target)).toBe(count);
        expect(await backend.put(await record(target, { revision: "r2" }), { epoch })).toBe("conflict");
        expect(await backend.put(await record(target, { revision: "r2" }), { revision: "r1" })).toBe(
          "conflict",
        );
        const after = await backend.find(at, "-");
        expect(after.records).toEqual([]);
        expect(await backend.put(await record(target), { epoch: after.epoch ?? "" })).toBe("stored");
      }
    });

    it("keeps an answer that was asked for before it out of the store", async () => {
      const backend = await trial.open();
      await using cache = createHttpCache({
        backend,
        clock: trial.clock,
        expireAfter: "1h",
        backendDeadlineMs: 60_000,
      });
      const url = "https://origin.test/guarded";
      let reach = (): void => undefined;
      const reached = new Promise<void>((resolve) => {
        reach = resolve;
      });
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const send: Send = async (request) => {
        reach();
        await answered;
        return { status: 200, url: request.url, headers: [], body: new Uint8Array(1), coding: "decoded" };
      };
      const asking = cache.handle({ method: "GET", url, headers: [] }, send);
      await reached;
      await invalidateElsewhere(url);
      answer();
      expect((await asking).cache.kind).toBe("miss");
      await cache.flush();
      expect(await cache.contains(url)).toBe(false);
      await cache.handle({ method: "GET", url, headers: [] }, send);
      await cache.flush();
      expect(await cache.contains(url)).toBe(true);
    });
  });

  describe("a cold URL and several processes", () => {
    it("is asked for once", async () => {
      await trial.open();
      await using origin = await scriptedOrigin();
      let answer = (): void => undefined;
      const hold = new Promise<void>((resolve) => {
        answer = resolve;
      });
      origin.answer("/cold", { body: "the answer", hold });
      const running = Array.from({ length: 4 }, () =>
        runProgram("ask.ts", server.url, trial.tableName, `${origin.url}/cold`),
      );
      for (const one of running) expect(await one.line()).toBe("ready");
      for (const one of running) one.child.stdin?.write("go\n");
      await vi.waitFor(() => expect(origin.requests).toHaveLength(1), { timeout: 20_000 });
      answer();
      for (const one of running) expect(await one.line()).toBe("the answer");
      for (const one of running) expect(await one.ended()).toMatchObject({ by: 0 });
      expect(origin.requests).toHaveLength(1);
    });

    it("is asked for by another once the lease of a process that was killed is over", async () => {
      const backend = await trial.open();
      await using origin = await scriptedOrigin();
      origin.answer("/killed", { fault: "hang" }, { body: "the answer" });
      const url = `${origin.url}/killed`;
      const leader = runProgram("ask.ts", server.url, trial.tableName, url);
      expect(await leader.line()).toBe("ready");
      leader.child.stdin?.write("go\n");
      await vi.waitFor(() => expect(origin.requests).toHaveLength(1), { timeout: 20_000 });
      leader.child.kill("SIGKILL");
      expect(await leader.ended()).toMatchObject({ by: "SIGKILL" });
      const taken = await backend.lease?.(`GET ${url}`, 1_000);
      expect(taken).toMatchObject({ held: false });
      if (taken?.held === false) trial.clock.advance(taken.forMs + 1);
      expect(await backend.lease?.(`GET ${url}`, 1_000)).toMatchObject({ held: true });
    });
  });
});
