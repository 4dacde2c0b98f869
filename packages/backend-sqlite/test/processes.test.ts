import { processContract } from "@rcache/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { found, program, record, revision, sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());

processContract(
  { describe, it },
  { module: new URL("./programs/shared-backend.ts", import.meta.url), place: trial.path("shared") },
);

describe("several processes on one file", () => {
  it("open a file that is not there at once, write, and read what the others have written", async () => {
    for (let round = 0; round < 2; round++) {
      const path = trial.path(`new-${round}.sqlite`);
      const running = await Promise.all(
        ["0", "1", "2", "3"].map((own) => program("write-and-read.ts", path, own, "50")),
      );
      const all = (): Promise<string[]> => Promise.all(running.map((one) => one.line()));
      const go = (): void => {
        for (const one of running) one.go();
      };
      expect(new Set(await all())).toEqual(new Set(["ready"]));
      go();
      expect(new Set(await all())).toEqual(new Set(["stored 50"]));
      go();
      expect(new Set(await all())).toEqual(new Set(["read 200"]));
      for (const one of running) expect(await one.ended()).toMatchObject({ by: 0 });
    }
  }, 60_000);

  it("see each other's stores and invalidations at once", async () => {
    const [mine, theirs] = [trial.open("seen"), trial.open("seen")];
    await mine.put(await record("a"));
    expect(revision(theirs, "a")).toBe("r1");
    const { epoch = "" } = found(theirs, "a");
    mine.invalidate("a");
    expect(revision(theirs, "a")).toBeUndefined();
    expect(await theirs.put(await record("a"), { epoch })).toBe("conflict");
  });

  it("share leases", async () => {
    const [mine, theirs] = [trial.open("leases"), trial.open("leases")];
    const first = await mine.lease?.("a", 1000);
    expect(await theirs.lease?.("a", 1000)).toEqual({ held: false, forMs: 1000 });
    if (first?.held) await first.release("not-storable");
    expect(await theirs.lease?.("a", 1000)).toMatchObject({ held: true });
    expect(await mine.lease?.("a", 1000)).toMatchObject({ held: true });
    trial.clock.advance(1000);
    expect(await mine.lease?.("a", 1000)).toMatchObject({ held: true });
    expect(await theirs.lease?.("a", 1000)).toMatchObject({ held: false });
  });
});

describe("a writer that is killed", () => {
  it("leaves a file with whole turns of its event loop in it", async () => {
    const path = trial.path("killed.sqlite");
    let seed = Date.now() & 0x7fffffff;
    console.info(`kill -9 after so many generations: seed ${seed}`);
    let durable = -1;
    for (let round = 0; round < 4; round++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      const running = await program("write-until-killed.ts", path, String(durable + 1));
      for (let left = (seed >> 8) % 12; left >= 0; left--) durable = Number(await running.line());
      running.kill();
      await running.ended();

      const backend = trial.open("killed");
      // It may be removing what the writer has left: another `open` waits for that.
      await backend.open({ nowMs: () => trial.clock.nowMs(), report: () => undefined });
      const revisions = ["a", "b", "c", "d"].map((target) => revision(backend, target));
      // What was printed is there; what came after it, whole or not at all.
      expect(new Set(revisions).size).toBe(1);
      const generation = Number(revisions[0]?.slice(1));
      expect(generation).toBeGreaterThanOrEqual(durable);
      expect(backend.stats?.()).toMatchObject({ entries: 4 });
      const { body } = found(backend, "d", "-").records[0] ?? {};
      const bytes: number[] = [];
      for await (const chunk of (body && (await backend.bodies?.open(body))) ?? [])
        bytes.push(...new Set(chunk));
      expect(new Set(bytes)).toEqual(new Set([generation % 256]));
      backend.close();
      durable = generation;
    }
  }, 60_000);
});
