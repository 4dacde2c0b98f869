import { processContract, type RunningProgram } from "@rcache/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { filesystemTrial, found, program, record, revision } from "./filesystem-trial.ts";

const trial = filesystemTrial();
afterAll(() => trial.end());

processContract(
  { describe, it },
  { module: new URL("./programs/shared-backend.ts", import.meta.url), place: trial.path("shared") },
);

/** Starts a program that waits in the middle of storing; what is given back lets it go on, and says what came of it. */
async function holding(
  root: string,
  target: string,
  revised: string,
  seen: object,
): Promise<() => Promise<string>> {
  const running = await program("hold-before-publishing.ts", root, target, revised, JSON.stringify(seen));
  expect(await running.line()).toBe("held");
  const goOn = async (): Promise<string> => {
    running.go();
    return running.line();
  };
  return goOn;
}

describe("a process that is held between looking and storing", () => {
  it("stores nothing where its target is invalidated meanwhile, with an epoch or a revision", async () => {
    const backend = await trial.open("overtaken");
    for (const precondition of ["epoch", "revision"]) {
      await backend.put(await record("a"));
      const { epoch } = found(backend, "a");
      const seen = precondition === "epoch" ? { epoch } : { revision: "r1" };
      const goOn = await holding(trial.path("overtaken"), "a", "late", seen);
      expect(await backend.invalidate("a")).toBe(1);
      expect(await goOn()).toBe("conflict");
      expect(found(backend, "a").records).toEqual([]);
    }
    const after = await trial.open("overtaken");
    expect(found(after, "a").records).toEqual([]);
  });

  it("stores nothing where all is cleared meanwhile", async () => {
    const backend = await trial.open("cleared");
    const goOn = await holding(trial.path("cleared"), "a", "late", { epoch: found(backend, "a").epoch });
    await backend.clear();
    expect(await goOn()).toBe("conflict");
    expect(revision(backend, "a")).toBeUndefined();
  });

  it("is the only one to replace a revision", async () => {
    const backend = await trial.open("claimed");
    await backend.put(await record("a"));
    const goOn = await holding(trial.path("claimed"), "a", "first", { revision: "r1" });
    expect(await backend.put(await record("a", { revision: "second" }), { revision: "r1" })).toBe("conflict");
    expect(revision(backend, "a")).toBe("r1");
    expect(await goOn()).toBe("stored");
    expect(revision(backend, "a")).toBe("first");
    expect(await backend.put(await record("a", { revision: "third" }), { revision: "first" })).toBe("stored");
    expect(trial.files("claimed", "tmp")).toEqual([]);
  });

  it("stores where another target is invalidated", async () => {
    const backend = await trial.open("other");
    const goOn = await holding(trial.path("other"), "a", "late", { epoch: found(backend, "a").epoch });
    await backend.invalidate("b");
    expect(await goOn()).toBe("stored");
    expect(revision(backend, "a")).toBe("late");
  });
});

describe("several processes in one directory", () => {
  it("F20 store one record many times, and every read is one of them, whole", async () => {
    const backend = await trial.open("same");
    await using one = await program("write-one-key.ts", trial.path("same"), "x");
    await using other = await program("write-one-key.ts", trial.path("same"), "y");
    for (const writer of [one, other]) await writer.line();
    await expect.poll(() => revision(backend, "one")).toBeDefined();
    const seen = new Set<string>();
    for (let reads = 0; reads < 200 || seen.size < 20; reads++) {
      const [stored] = found(backend, "one", reads % 2 === 0 ? "-" : undefined).records;
      if (stored === undefined || !(stored.value instanceof Uint8Array))
        throw new Error(`read ${reads} finds nothing`);
      const decoded = await backend.serializer?.decode(stored.value, stored);
      const entry = decoded && "entry" in decoded ? decoded.entry : expect.unreachable("it is whole");
      expect(Buffer.from(entry.body as Uint8Array).toString()).toBe(
        `${stored.revision} `.repeat(2000).slice(0, 2000),
      ); // the cast: it was stored as bytes
      seen.add(stored.revision);
      if (reads % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }, 60_000);

  it("share leases", async () => {
    const [mine, theirs] = [await trial.open("leases"), await trial.open("leases")];
    const first = await mine.lease?.("a", 1000);
    expect(await theirs.lease?.("a", 1000)).toEqual({ held: false, forMs: 1000 });
    if (first?.held) await first.release("not-storable");
    expect(await theirs.lease?.("a", 1000)).toMatchObject({ held: true });
    expect(await mine.lease?.("a", 1000)).toMatchObject({ held: true });
    trial.clock.advance(1001);
    expect(await mine.lease?.("a", 1000)).toMatchObject({ held: true });
    expect(await theirs.lease?.("a", 1000)).toMatchObject({ held: false });
  });

  it("see each other's stores and invalidations at once", async () => {
    const [mine, theirs] = [await trial.open("seen"), await trial.open("seen")];
    await mine.put(await record("a"));
    expect(revision(theirs, "a")).toBe("r1");
    const { epoch = "" } = found(theirs, "a");
    await mine.invalidate("a");
    expect(revision(theirs, "a")).toBeUndefined();
    expect(await theirs.put(await record("a"), { epoch })).toBe("conflict");
    await mine.clear();
    expect(await theirs.put(await record("a"), { epoch: found(theirs, "a").epoch ?? "" })).toBe("stored");
  });
});

describe("a process that is killed", () => {
  it("F1–F3 leaves what it had stored, whole, and no more than one sweep removes", async () => {
    let seed = Date.now() & 0x7fffffff;
    console.info(`kill -9 after so many generations: seed ${seed}`);
    let last = -1;
    for (let round = 0; round < 20; round++) {
      const running = await program("write-until-killed.ts", trial.path("killed"), String(last + 1));
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      for (let left = (seed >> 8) % 6; left >= 0; left--) last = Number(await running.line());
      // Somewhere in the middle of the next one.
      for (let spins = (seed >> 4) % 40_000; spins > 0; spins--) Math.sqrt(spins);
      running.kill();
      expect(await running.ended()).toMatchObject({ by: "SIGKILL" });
      // What it had printed before it died.
      for (const line of await restOf(running)) last = Number(line);
      await lookedThrough(last);
      last += 1;
    }
    const backend = await trial.open("killed");
    trial.clock.advance(7_200_000);
    expect(await backend.sweep(1000)).toEqual({ removed: 0, more: false });
    expect(trial.files("killed", "tmp")).toEqual([]);
    expect(trial.files("killed", "entries").length).toBe(5);
  }, 120_000);

  async function restOf(running: RunningProgram): Promise<readonly string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await running.line().catch(() => undefined);
      if (line === undefined) return lines;
      lines.push(line);
    }
  }

  async function lookedThrough(durable: number): Promise<void> {
    const backend = await trial.open("killed");
    // Claims go by their age: their names have to be the same for every process.
    expect(trial.files("killed", "tmp").filter((name) => !name.startsWith("claim-"))).toEqual([]);
    for (const target of ["a", "b", "c", "d"]) {
      const [one] = found(backend, target).records;
      if (one === undefined || !(one.value instanceof Uint8Array)) throw new Error(`${target} is lost`);
      const generation = Number(one.revision.slice(1));
      expect(generation === durable || generation === durable + 1, `${target} is of ${one.revision}`).toBe(
        true,
      );
      const decoded = await backend.serializer?.decode(one.value, one);
      expect(decoded).toHaveProperty("entry.revision", one.revision);
      if (one.body === undefined) continue;
      let length = 0;
      for await (const chunk of (await backend.bodies?.open(one.body)) ?? []) {
        length += chunk.length;
        expect(new Set(chunk)).toEqual(new Set([generation % 256]));
      }
      expect(length).toBe(300_000);
    }
  }
});
