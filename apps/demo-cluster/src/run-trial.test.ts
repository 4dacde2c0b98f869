import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { withService } from "@rcache/services";
import { describe, expect, it } from "vitest";
import { brokenPromises } from "./broken-promises.ts";
import { runTrial, type TrialEvent } from "./run-trial.ts";

const run = promisify(execFile);

await withService(it, "redis-cluster", (cluster) => {
  const nodes = cluster.nodes?.map(({ host, port }) => `redis://${host}:${port}`) ?? [];

  describe("processes that share a Redis Cluster", () => {
    // What a killed process had under way waits until its lease is over: ten seconds.
    it("ask once for each item, and lose nothing, though some are killed and started again", async () => {
      const events: TrialEvent[] = [];
      const report = await runTrial({
        ...{ nodes, workers: 4, items: 20, kills: 2, delayMs: 150 },
        onEvent: (event) => events.push(event),
      });
      expect(brokenPromises(report)).toEqual([]);
      expect(report.afterwards).toEqual(Array.from({ length: 20 }, () => "hit"));
      const killed = events.filter((event) => event.kind === "killed");
      expect(killed).toHaveLength(2);
      for (const { life, item } of killed) {
        const [worker] = life.split(".");
        expect(events).toContainEqual({ kind: "started-again", life: `${worker}.2` });
        // It was killed in the middle of a request, which somebody had to make again.
        const asking = report.asked.filter((one) => one.item === item).map((one) => one.life);
        expect(asking).toContain(life);
        expect(asking.length).toBeGreaterThan(1);
      }
    }, 120_000);

    it("are shown in a table", async () => {
      const program = join(import.meta.dirname, "main.ts");
      const few = ["--workers", "2", "--items", "17", "--kills", "0", "--delay", "20"];
      const { stdout } = await run(
        process.execPath,
        ["--conditions=@rcache/source", program, "--nodes", nodes.join(","), ...few],
        { env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" } },
      );
      expect(stdout).toMatch(/^process +lives +asked the origin +waited for another +found it stored$/m);
      expect(stdout).toMatch(/^2 +● +\d+ ○ +\d+ ◐ +\d+ ●$/m);
      expect(stdout).toMatch(/^ +0 {2}1( 1){15}$/m);
      expect(stdout).toMatch(/^34 answers in .* the origin was asked 17 times for 17 items\.$/m);
      expect(stdout).toMatch(/Once an item, and nothing is lost\.\n$/);
    }, 120_000);
  });
});
