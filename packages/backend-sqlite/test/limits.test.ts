import type { CacheEvent } from "@rcache/core";
import type { BodyRef, BodyWriter } from "@rcache/core/backend";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { found, program, record, revision, sqliteTrial, trialBackend } from "./sqlite-trial.ts";

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

  it("removes some with each transaction where much has to go", async () => {
    const unlimited = trial.open("much");
    const records = await Promise.all(
      Array.from({ length: 500 }, (_, n) => record(`t${n}`, { body: new Uint8Array(100) })),
    );
    await Promise.all(records.map((one) => unlimited.put(one)));
    unlimited.close();
    const backend = trial.open("much", { maxBytes: 15_000 });
    const left: unknown[] = [];
    for (const target of ["a", "b", "c"]) {
      await store(backend, target.padEnd(2, "0"));
      left.push((await backend.stats?.())?.entries);
    }
    expect(left).toEqual([301, 102, 1]);
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

const CHUNK = new Uint8Array(262_144);

async function begin(backend: SqliteBackend, id: string): Promise<BodyWriter> {
  const at = { target: id, selector: "GET", variant: "-" };
  const writer = await backend.bodies?.create(at, id, trial.clock.nowMs() + 3_600_000);
  if (writer === undefined) throw new Error("the backend keeps no bodies");
  return writer;
}

/** Writes a body of so many chunks, and the record that names it. */
async function storeBody(
  backend: SqliteBackend,
  target: string,
  id: string,
  chunks: number,
): Promise<unknown> {
  const writer = await begin(backend, id);
  for (let n = 0; n < chunks; n++) await writer.write(CHUNK);
  await writer.commit();
  const body: BodyRef = { id, target, bytes: chunks * CHUNK.length, checksum: "" };
  return await backend.put(await record(target, { body }));
}

/** What the file takes without free pages, and how many bodies and chunks are in it. */
function contents(path: string): {
  readonly bytes: number;
  readonly bodies: unknown;
  readonly chunks: unknown;
} {
  const db = new Database(path, { readonly: true });
  try {
    const [pages, free, size] = ["page_count", "freelist_count", "page_size"].map((name) =>
      Number(db.pragma(name, { simple: true })),
    ) as [number, number, number]; // the cast: three names give three numbers
    const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    return { bytes: (pages - free) * size, bodies: count("bodies"), chunks: count("chunks") };
  } finally {
    db.close();
  }
}

describe("maxBytes by default", () => {
  it("is 1 GiB", async () => {
    const backend = trial.open("default");
    const body = { id: "large", target: "a", bytes: 2 ** 30, checksum: "" };
    expect(backend.put(await record("a", { body }))).toBe("too-large");
    expect(await backend.put(await record("a", { body: { ...body, bytes: 2 ** 30 - 10_000 } }))).toBe(
      "stored",
    );
    const endless = trial.open("endless", { maxBytes: Number.POSITIVE_INFINITY });
    expect(await endless.put(await record("a", { body }))).toBe("stored");
  });

  it("RCACHE_STORE_FULL tells of the first record that has to go, and of no other", async () => {
    const events: CacheEvent[] = [];
    const backend = trialBackend({ path: trial.path("told.sqlite"), maxBytes: 35_000 });
    await backend.open({ nowMs: () => trial.clock.nowMs(), report: (event) => void events.push(event) });
    await store(backend, "a", "b", "c");
    expect(events).toEqual([]);
    await store(backend, "d", "e");
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toMatchObject([{ kind: "warning", code: "RCACHE_STORE_FULL" }]);
    await backend.close();
  });
});

describe("a body that is being written", () => {
  const MAX_BYTES = 20 * CHUNK.length;
  /** With the pages that are not full. */
  const MOST_BYTES = MAX_BYTES * 1.25;

  it("counts; one without an end is refused, and neither stays nor pushes out more than half", async () => {
    const backend = trial.open("no-end", { maxBytes: MAX_BYTES });
    await store(backend, ...Array.from({ length: 500 }, (_, n) => `t${n}`));
    const before = backend.stats?.() as { readonly entries: number };
    const writer = await begin(backend, "endless");
    for (let n = 0; n < 60; n++) {
      await writer.write(CHUNK);
      expect(contents(backend.path).bytes).toBeLessThan(MOST_BYTES);
    }
    expect(contents(backend.path)).toMatchObject({ bodies: 0, chunks: 0 });
    await writer.commit();
    const body = { id: "endless", target: "endless", bytes: 60 * CHUNK.length, checksum: "" };
    expect(await backend.put(await record("endless", { body: { ...body, bytes: 10 } }))).toBe("too-large");
    expect(contents(backend.path)).toMatchObject({ bodies: 0, chunks: 0 });
    const after = backend.stats?.() as { readonly entries: number };
    expect(after.entries).toBeGreaterThanOrEqual(before.entries / 2 - 1);
  });

  it("is kept where there is room for it, whatever it takes, and is aborted without a trace", async () => {
    const backend = trial.open("room", { maxBytes: MAX_BYTES });
    expect(await storeBody(backend, "a", "first", 18)).toBe("stored");
    expect(await storeBody(backend, "b", "second", 10)).toBe("stored");
    expect(there(backend, "ab")).toBe("b");
    const writer = await begin(backend, "third");
    for (let n = 0; n < 5; n++) await writer.write(CHUNK);
    await writer.abort();
    expect(contents(backend.path)).toMatchObject({ bodies: 1, chunks: 10 });
  });

  it("shares the limit with others", async () => {
    const backend = trial.open("shared", { maxBytes: MAX_BYTES });
    const writers = await Promise.all(["a", "b", "c", "d"].map((id) => begin(backend, id)));
    for (let n = 0; n < 10; n++) for (const writer of writers) await writer.write(CHUNK);
    expect(contents(backend.path).bytes).toBeLessThan(MOST_BYTES);
    await Promise.all(writers.map((writer) => writer.abort()));
    expect(contents(backend.path)).toMatchObject({ bodies: 0, chunks: 0 });
  });
});

describe("a body whose record was replaced", () => {
  it("goes before its hour where there is no room, but not under a reader of this process", async () => {
    const backend = trial.open("replaced", { maxBytes: 20 * CHUNK.length });
    await storeBody(backend, "a", "body-0", 4);
    const ref = { id: "body-0", target: "a", bytes: 4 * CHUNK.length, checksum: "" };
    const reading = (await backend.bodies?.open(ref))?.[Symbol.asyncIterator]();
    await reading?.next();
    for (let n = 1; n < 20; n++) expect(await storeBody(backend, "a", `body-${n}`, 4)).toBe("stored");
    expect(contents(backend.path)).toMatchObject({ bodies: 4, chunks: 16 });
    for (let n = 1; n < 4; n++) expect((await reading?.next())?.value).toHaveLength(CHUNK.length);
    expect((await reading?.next())?.done).toBe(true);
  });
});

describe("bodies that a killed process has not finished", () => {
  it("are gone once the file is opened; those of living ones stay", async () => {
    const path = trial.path("leftovers.sqlite");
    const dead = await program("begin-body.ts", path, "dead", "100");
    const alive = await program("begin-body.ts", path, "alive", "2");
    expect([await dead.line(), await alive.line()]).toEqual(["begun", "begun"]);
    const mine = trial.open("leftovers");
    expect(contents(path)).toMatchObject({ bodies: 2, chunks: 102 });
    dead.kill();
    await dead.ended();
    const backend = trialBackend({ path });
    await backend.open({ nowMs: () => trial.clock.nowMs(), report: () => undefined });
    expect(contents(path)).toMatchObject({ bodies: 1, chunks: 2 });
    alive.go();
    expect(await alive.line()).toBe("committed");
    const ref = { id: "alive", target: "a", bytes: 2 * CHUNK.length, checksum: "" };
    expect(await mine.bodies?.open(ref)).toBeDefined();
    await backend.close();
  });
});
