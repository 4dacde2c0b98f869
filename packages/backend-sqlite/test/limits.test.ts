import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { found, record, revision, sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());

async function store(backend: SqliteBackend, ...targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    trial.clock.advance(1);
    expect(await backend.put(await record(target, { body: new Uint8Array(10_000) }))).toBe("stored");
  }
}

function there(backend: SqliteBackend, targets: string): string {
  const heads = [...targets].filter((target) => found(backend, target).records.length > 0);
  return heads.join("");
}

describe("maxBytes", () => {
  it("removes the least recently used, by hits that were never written down", async () => {
    const backend = trial.open("recent", { maxBytes: 35_000 });
    await store(backend, "a", "b", "c");
    found(backend, "a", "-");
    found(backend, "b");
    await store(backend, "d");
    expect(there(backend, "abcd")).toBe("abd");
    found(backend, "a", "-");
    await store(backend, "e");
    expect(there(backend, "abde")).toBe("ade");
    expect(backend.stats?.()).toEqual({ entries: 3, bytes: 30_000 });
  });

  it("writes nothing on a hit", async () => {
    const backend = trial.open("silent", { maxBytes: 35_000 });
    await store(backend, "a");
    const db = new Database(backend.path, { readonly: true });
    const before = db.pragma("data_version", { simple: true });
    for (let n = 0; n < 100; n++) found(backend, "a", "-");
    expect(db.pragma("data_version", { simple: true })).toBe(before);
    db.close();
  });

  it("answers too-large to what can never fit, and removes nothing for it", async () => {
    const backend = trial.open("never", { maxBytes: 35_000 });
    await store(backend, "a");
    expect(backend.put(await record("b", { body: new Uint8Array(35_000) }))).toBe("too-large");
    expect(revision(backend, "a")).toBe("r1");
  });

  it("holds for many records in one turn, and in a file that was larger", async () => {
    const unlimited = trial.open("shrunk");
    const targets = Array.from({ length: 100 }, (_, n) => `t${n}`);
    const records = await Promise.all(
      targets.map((target) => record(target, { body: new Uint8Array(10_000) })),
    );
    await Promise.all(records.map((one) => unlimited.put(one)));
    unlimited.close();
    trial.clock.advance(1);
    const backend = trial.open("shrunk", { maxBytes: 100_000 });
    await Promise.all(records.slice(0, 50).map((one) => backend.put(one)));
    expect(backend.stats?.()).toMatchObject({ entries: 9 });
    expect(revision(backend, "t49")).toBe("r1");
  });

  it("counts bodies outside their records", async () => {
    const backend = trial.open("bodies", { maxBytes: 700_000 });
    for (const target of ["a", "b", "c"]) {
      const at = { target, selector: "GET", variant: "-" };
      const writer = await backend.bodies?.create(at, target, trial.clock.nowMs() + 1000);
      await writer?.write(new Uint8Array(300_000));
      await writer?.commit();
      const body = { id: target, target, bytes: 300_000, checksum: "" };
      await backend.put(await record(target, { body }));
    }
    expect(there(backend, "abc")).toBe("bc");
  });
});
