import { rmSync, statSync } from "node:fs";
import type { Backend } from "@rcache/core/backend";
import { headsIn } from "@rcache/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { filesystemTrial, record, revision } from "./filesystem-trial.ts";

const trial = filesystemTrial();
afterAll(() => trial.end());

const sizes = (name: string): number =>
  trial
    .files(name, "entries")
    .reduce((sum, file) => sum + statSync(trial.path(name, "entries", file)).size, 0);

async function putAll(backend: Backend, ...targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    trial.clock.advance(10);
    const body = new Uint8Array(3000).fill(120);
    const stored = await backend.put(await record(target, { body, createdAtMs: trial.clock.nowMs() }));
    expect(stored).toBe("stored");
  }
}

const there = (backend: Backend, ...targets: readonly string[]): readonly string[] =>
  targets.filter((target) => revision(backend, target) !== undefined);

describe("maxBytes", () => {
  it("FS-07, G-269, G-270 removes the least recently used", async () => {
    const backend = await trial.open("lru", { maxBytes: 15_000 });
    await putAll(backend, "a", "b", "c");
    expect(revision(backend, "a")).toBe("r1");
    await putAll(backend, "d");
    expect(there(backend, "a", "b", "c", "d")).toEqual(["a", "c", "d"]);
    expect(sizes("lru")).toBeLessThanOrEqual(15_000);
  });

  it("FS-10, FS-13, F3 knows after a restart what was used", async () => {
    for (const syncIndex of [false, true]) {
      const name = `restart-${syncIndex}`;
      const first = await trial.open(name, { maxBytes: 15_000 });
      await putAll(first, "a", "b");
      expect(revision(first, "a")).toBe("r1");
      await putAll(first, "c");
      await first.close();
      const second = await trial.open(name, { maxBytes: 15_000, syncIndex });
      await putAll(second, "d");
      expect(there(second, "a", "b", "c", "d")).toEqual(["a", "c", "d"]);
    }
  });

  it("G-266 lets no file be larger than the whole, where nothing else is said", async () => {
    const backend = await trial.open("whole", { maxBytes: 5000 });
    expect(await backend.put(await record("a", { body: new Uint8Array(6000).fill(120) }))).toBe("too-large");
    await putAll(backend, "a");
  });

  it("G-273 removes everything else for one that takes all of it", async () => {
    const backend = await trial.open("all", { maxBytes: 15_000 });
    await putAll(backend, "a", "b", "c");
    expect(await backend.put(await record("d", { body: new Uint8Array(13_000).fill(120) }))).toBe("stored");
    expect(there(backend, "a", "b", "c", "d")).toEqual(["d"]);
    expect(sizes("all")).toBeLessThanOrEqual(15_000);
  });

  it("G-271 goes on where the oldest was removed by others", async () => {
    const backend = await trial.open("gone", { maxBytes: 15_000 });
    await putAll(backend, "a");
    rmSync(trial.onlyFile("gone"));
    await putAll(backend, "b", "c", "d", "e", "f");
    expect(sizes("gone")).toBeLessThanOrEqual(15_000);
    expect(there(backend, "a", "d", "e", "f")).toEqual(["d", "e", "f"]);
  });

  it("G-272 with syncIndex counts what others have added and removed", async () => {
    const first = await trial.open("outside", { maxBytes: 15_000 });
    await putAll(first, "a");
    const file = trial.onlyFile("outside");
    await first.close();
    await putAll(await trial.open("outside"), "b", "c", "d", "e", "f");
    rmSync(file);
    const second = await trial.open("outside", { maxBytes: 15_000, syncIndex: true });
    await putAll(second, "g");
    expect(sizes("outside")).toBeLessThanOrEqual(15_000);
    expect(there(second, "a", "b", "c", "d", "e", "f", "g")).toEqual(["e", "f", "g"]);
  });

  it("counts what other processes store, sooner or later", async () => {
    const [mine, theirs] = [
      await trial.open("two", { maxBytes: 40_000 }),
      await trial.open("two", { maxBytes: 40_000 }),
    ];
    for (let round = 0; round < 20; round++) {
      await putAll(mine, `a${round}`);
      await putAll(theirs, `b${round}`);
    }
    expect(sizes("two")).toBeLessThanOrEqual(55_000);
  });

  it("FS-09, G-274 counts whole blocks", async () => {
    const backend = await trial.open("blocks", { maxBytes: 40_000, blockBytes: 16_384 });
    await putAll(backend, "a", "b", "c");
    expect(there(backend, "a", "b", "c")).toEqual(["b", "c"]);
  });

  it("FS-08, G-268 keeps nothing larger than maxFileBytes, with no error", async () => {
    const backend = await trial.open("file", { maxBytes: 100_000, maxFileBytes: 5000 });
    expect(await backend.put(await record("a", { body: new Uint8Array(6000).fill(120) }))).toBe("too-large");
    expect(await backend.put(await record("a", { body: new Uint8Array(100) }))).toBe("stored");
    const at = { target: "b", selector: "GET", variant: "-" };
    const writer = await backend.bodies?.create(at, "b", trial.clock.nowMs());
    for (let chunk = 0; chunk < 6; chunk++) await writer?.write(new Uint8Array(1000));
    await writer?.commit();
    const body = { id: "b", target: "b", bytes: 6000, checksum: "" };
    expect(await backend.bodies?.open(body)).toBeUndefined();
    expect(await backend.put(await record("b", { body }))).toBe("too-large");
    expect(trial.files("file", "tmp")).toEqual([]);
  });

  it("removes the body with its record", async () => {
    const backend = await trial.open("large", { maxBytes: 100_000 });
    const at = { target: "l", selector: "GET", variant: "-" };
    const writer = await backend.bodies?.create(at, "b", trial.clock.nowMs());
    await writer?.write(new Uint8Array(90_000));
    await writer?.commit();
    await backend.put(await record("l", { body: { id: "b", target: "l", bytes: 90_000, checksum: "" } }));
    await putAll(backend, "a", "b", "c");
    expect(there(backend, "l", "a", "b", "c")).toEqual(["a", "b", "c"]);
    expect(sizes("large")).toBeLessThan(20_000);
  });
});

describe("maintenance", () => {
  it("forgets an epoch after two days, when nothing of the target is left", async () => {
    const backend = await trial.open("epochs");
    await backend.invalidate("gone");
    await backend.invalidate("there");
    const lifetimes = { removeAtMs: 8.64e15 };
    await backend.put(await record("there", { lifetimes }));
    expect(trial.files("epochs", "epochs")).toHaveLength(2);
    trial.clock.advance(86_400_000);
    await backend.sweep(10);
    expect(trial.files("epochs", "epochs")).toHaveLength(2);
    trial.clock.advance(86_400_000);
    await backend.sweep(10);
    expect(trial.files("epochs", "epochs")).toHaveLength(1);
    expect(revision(backend, "there")).toBe("r1");
  });

  it("forgets leases that are long over", async () => {
    const backend = await trial.open("old-leases");
    for (const name of ["a", "b"]) await backend.lease?.(name, 1000);
    trial.clock.advance(86_400_000);
    await backend.lease?.("b", 1000);
    trial.clock.advance(1001);
    await backend.sweep(10);
    expect(trial.files("old-leases", "leases").map((file) => file.slice(41))).toEqual(["1", "2"]);
  });

  it("lets others have the event loop", async () => {
    const backend = await trial.open("many");
    await Promise.all(Array.from({ length: 60 }, async (_, at) => backend.put(await record(String(at)))));
    let turns = 0;
    let isDone = false;
    const counting = (async () => {
      for (; !isDone; turns++) await new Promise((resolve) => setImmediate(resolve));
    })();
    expect(await headsIn(backend)).toHaveLength(60);
    isDone = true;
    await counting;
    expect(turns).toBeGreaterThan(2);
  });
});
