import { statSync } from "node:fs";
import { EPOCH_KEPT_MS } from "@rcache/core/backend";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { found, record, revision, sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());
const DAY_MS = 86_400_000;

async function storeMany(backend: SqliteBackend, count: number, removeAtMs: number): Promise<void> {
  const lifetimes = { removeAtMs };
  const records = await Promise.all(Array.from({ length: count }, (_, n) => record(`t${n}`, { lifetimes })));
  await Promise.all(records.map((one) => backend.put(one)));
}

describe("sweep", () => {
  it("lets others write between its slices", async () => {
    const backend = trial.open("slices");
    await storeMany(backend, 1000, trial.clock.nowMs() + 1000);
    trial.clock.advance(1000);
    const order: string[] = [];
    const sweeping = Promise.resolve(backend.sweep(1000)).then((swept) => {
      order.push("sweep");
      return swept;
    });
    expect(await backend.put(await record("meanwhile"))).toBe("stored");
    order.push("put");
    expect(await sweeping).toEqual({ removed: 1000, more: false });
    expect(order).toEqual(["put", "sweep"]);
    expect(revision(backend, "meanwhile")).toBe("r1");
  });

  it("keeps epochs for two days, so that no flight outlives them", async () => {
    const backend = trial.open("epochs");
    const { epoch: before = "" } = found(backend, "a");
    backend.invalidate("a");
    trial.clock.advance(EPOCH_KEPT_MS - 1);
    await backend.sweep(10);
    expect(await backend.put(await record("a"), { epoch: before })).toBe("conflict");
    trial.clock.advance(1);
    await backend.sweep(10);
    const db = new Database(backend.path, { readonly: true });
    expect(db.prepare("SELECT count(*) FROM targets").pluck().get()).toBe(0);
    db.close();
  });
});

describe("clear", () => {
  it("refuses what was asked for before it", async () => {
    const backend = trial.open("clear");
    await storeMany(backend, 500, trial.clock.nowMs() + DAY_MS);
    const { epoch = "" } = found(backend, "new");
    await backend.clear();
    expect(backend.stats?.()).toEqual({ entries: 0, bytes: 0 });
    expect(await backend.put(await record("new"), { epoch })).toBe("conflict");
  });
});

describe("removeWhere", () => {
  it("finds what is no longer fresh by the index of times alone", async () => {
    const backend = trial.open("plan");
    const db = new Database(backend.path, { readonly: true });
    const plan = db
      .prepare(
        "EXPLAIN QUERY PLAN SELECT id FROM records INDEXED BY records_by_time WHERE true AND fresh_until <= ? LIMIT ?",
      )
      .all(0, 1);
    expect(JSON.stringify(plan)).toContain("USING COVERING INDEX records_by_time");
    db.close();
  });

  it("removes more than a slice in one call", async () => {
    const backend = trial.open("many");
    await storeMany(backend, 700, trial.clock.nowMs() + DAY_MS);
    expect(await backend.removeWhere?.({ freshBeforeMs: trial.clock.nowMs() + DAY_MS }, 650)).toBe(650);
    expect(backend.stats?.()).toMatchObject({ entries: 50 });
  });
});

describe("scan", () => {
  it("meets each address once where records are replaced, added and removed while it walks", async () => {
    const backend = trial.open("scan");
    await storeMany(backend, 1200, trial.clock.nowMs() + DAY_MS);
    const seen = new Set<string>();
    let met = 0;
    for await (const head of backend.scan?.({}) ?? []) {
      met += 1;
      seen.add(head.target);
      if (met % 3 === 0) backend.remove([head]);
      if (met % 3 === 1) backend.put(await record(head.target, { revision: "r2" }));
      if (met % 3 === 2) backend.put(await record(`new-${head.target}`));
    }
    expect([met, seen.size]).toEqual([1200, 1200]);
    await backend.flush();
    expect(backend.stats?.()).toMatchObject({ entries: 1200 });
  });
});

describe("SQL-17 vacuum", () => {
  it("gives the space of what was removed back", async () => {
    const backend = trial.open("vacuum");
    await Promise.all([
      backend.put(await record("a")),
      backend.put(await record("b", { body: new Uint8Array(2_000_000) })),
    ]);
    backend.vacuum();
    const before = statSync(backend.path).size;
    await backend.remove([{ target: "b", selector: "GET", variant: "-" }]);
    const pending = backend.put(await record("c"));
    backend.vacuum();
    expect(await pending).toBe("stored");
    expect(before - statSync(backend.path).size).toBeGreaterThan(1_900_000);
    expect([revision(backend, "a"), revision(backend, "c")]).toEqual(["r1", "r1"]);
  });
});
