import type { BodyRef } from "@rcache/core/backend";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { program, record, sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());
const AT = { target: "a", selector: "GET", variant: "-" };
const HOUR_MS = 3_600_000;

async function write(backend: SqliteBackend, id: string, bytes: number): Promise<BodyRef> {
  const writer = await backend.bodies?.create(AT, id, trial.clock.nowMs());
  await writer?.write(new Uint8Array(bytes).fill(7));
  await writer?.commit();
  return { id, target: AT.target, bytes, checksum: "" };
}

async function isThere(backend: SqliteBackend, ref: BodyRef): Promise<boolean> {
  return (await backend.bodies?.open(ref)) !== undefined;
}

function count(path: string, table: string): unknown {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  } finally {
    db.close();
  }
}

describe("bodies", () => {
  it("of 20 MB take memory for a chunk or two, not for 20 MB", async () => {
    const running = await program("large-body.ts", trial.path("flat.sqlite"));
    const { bytes, wroteBytes, readBytes } = JSON.parse(await running.line());
    expect(await running.ended()).toMatchObject({ by: 0 });
    expect(bytes).toBe(20_971_520);
    // Of ArrayBuffers alive while it is written and read. Freed ones are counted for a while; all 20 MB would be seen.
    expect(wroteBytes).toBeLessThan(10_000_000);
    expect(readBytes).toBeLessThan(10_000_000);
  });

  it("stay an hour for readers of other processes, then go with all their chunks", async () => {
    const [mine, theirs] = [trial.open("grace"), trial.open("grace")];
    const ref = await write(mine, "one", 1_000_000);
    await mine.put(await record("a", { body: ref }));
    const reading = (await theirs.bodies?.open(ref))?.[Symbol.asyncIterator]();
    await reading?.next();
    await mine.put(await record("a"));
    trial.clock.advance(HOUR_MS - 1);
    await mine.sweep(10);
    expect((await reading?.next())?.value).toHaveLength(262_144);
    trial.clock.advance(1);
    expect(await mine.sweep(10)).toEqual({ removed: 1, more: false });
    expect(count(mine.path, "chunks")).toBe(0);
    // A reader that took longer is told, and is not given a short body for a whole one.
    await expect(reading?.next()).rejects.toThrow("ends at byte 524288 of 1000000");
  });

  it("are not removed under a reader of this process, not even by clear", async () => {
    const backend = trial.open("reader");
    const ref = await write(backend, "one", 1_000_000);
    await backend.put(await record("a", { body: ref }));
    const reading = (await backend.bodies?.open(ref))?.[Symbol.asyncIterator]();
    await reading?.next();
    await backend.clear();
    let bytes = 262_144;
    for (let next = await reading?.next(); next?.done === false; next = await reading?.next())
      bytes += next.value.length;
    expect(bytes).toBe(1_000_000);
    await backend.sweep(10);
    expect(count(backend.path, "chunks")).toBe(0);
  });

  it("go with a record to another address", async () => {
    const backend = trial.open("moved");
    const ref = await write(backend, "one", 100_000);
    await backend.put(await record("a", { body: ref }));
    await backend.put(await record("b", { body: ref }));
    await backend.remove([AT]);
    trial.clock.advance(2 * HOUR_MS);
    await backend.sweep(10);
    expect(await isThere(backend, ref)).toBe(true);
    await backend.invalidate("b");
    trial.clock.advance(2 * HOUR_MS);
    await backend.sweep(10);
    expect(await isThere(backend, ref)).toBe(false);
  });

  it("that are being written in this process are not swept; those of a dead one are", async () => {
    const [mine, theirs] = [trial.open("writers"), trial.open("writers")];
    const writer = await mine.bodies?.create(AT, "mine", trial.clock.nowMs() + 1000);
    await writer?.write(new Uint8Array(300_000));
    trial.clock.advance(1000);
    await mine.sweep(10);
    await writer?.write(new Uint8Array(300_000));
    expect(count(mine.path, "chunks")).toBe(2);
    // Another process takes it for one that nobody finishes any more.
    await theirs.sweep(10);
    expect(count(mine.path, "chunks")).toBe(0);
    expect(() => writer?.write(new Uint8Array(300_000))).toThrow(
      "the body mine was not finished in its time",
    );
    expect(count(mine.path, "chunks")).toBe(0);
  });

  it("RCACHE_CLOSED: end with an error where the backend is closed while they are read or written", async () => {
    const backend = trial.open("closed");
    const ref = await write(backend, "one", 1_000_000);
    const reading = (await backend.bodies?.open(ref))?.[Symbol.asyncIterator]();
    const writer = await backend.bodies?.create(AT, "two", trial.clock.nowMs());
    await reading?.next();
    await backend.close();
    const closed = expect.objectContaining({ code: "RCACHE_CLOSED" });
    await expect(reading?.next()).rejects.toEqual(closed);
    expect((await reading?.next())?.done).toBe(true);
    expect(() => writer?.write(new Uint8Array(300_000))).toThrow(closed);
    expect(() => writer?.commit()).toThrow(closed);
    expect(() => writer?.abort()).toThrow(closed);
  });

  it("that are large are removed in slices", async () => {
    const backend = trial.open("large");
    const ref = await write(backend, "one", 20_000_000);
    const writer = await backend.bodies?.create(AT, "two", trial.clock.nowMs());
    await writer?.write(new Uint8Array(20_000_000));
    let isAborted = false;
    const aborting = Promise.resolve(writer?.abort()).then(() => {
      isAborted = true;
    });
    expect(count(backend.path, "chunks")).toBe(77 + 76 - 64);
    expect(await backend.put(await record("meanwhile"))).toBe("stored");
    expect(isAborted).toBe(false);
    await aborting;
    expect(count(backend.path, "chunks")).toBe(77);
    expect(await backend.sweep(10)).toEqual({ removed: 1, more: false });
    expect(await isThere(backend, ref)).toBe(false);
    expect([count(backend.path, "chunks"), count(backend.path, "bodies")]).toEqual([0, 0]);
  });
});
