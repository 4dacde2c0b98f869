import { type Entry, frameSerializer } from "@rcache/core/backend";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { found, record, sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());

/** Of several pages, so that it is kept in memory once it was read twice. */
const body = new Uint8Array(20_000).fill(1);
let names = 0;

/** Two backends on one file, with a record that both have read often. */
async function twoThatKnow(): Promise<{ one: SqliteBackend; other: SqliteBackend }> {
  names += 1;
  const [one, other] = [trial.open(`recent-${names}`), trial.open(`recent-${names}`)];
  await one.put(await record("a", { body, revision: "r1" }));
  for (let i = 0; i < 4; i += 1) expect([revision(one, "a"), revision(other, "a")]).toEqual(["r1", "r1"]);
  return { one, other };
}

/** What the engine would make of the record, and how it would: decoded once where the backend remembers that. */
function entryIn(backend: SqliteBackend, target: string, selector = "GET", variant = "-"): Entry | undefined {
  // The cast: this backend answers no promise.
  const [record] = (backend.find({ target, selector }, variant) as ReturnType<typeof found>).records;
  if (record === undefined) return undefined;
  const known = record.decoded?.get(frameSerializer);
  if (known !== undefined) return known;
  // The cast: this serializer answers no promise, and it has encoded the value.
  const decoded = frameSerializer.decode(record.value as Uint8Array, record) as { readonly entry: Entry };
  record.decoded?.set(frameSerializer, decoded.entry);
  return decoded.entry;
}

function revision(backend: SqliteBackend, target: string): string | undefined {
  return entryIn(backend, target)?.revision;
}

function bytesIn(backend: SqliteBackend): Uint8Array {
  const read = entryIn(backend, "a")?.body;
  if (!(read instanceof Uint8Array)) throw new Error("nothing was found");
  return read;
}

describe("a row that is read over and over", () => {
  it("is decoded once", async () => {
    const { one } = await twoThatKnow();
    expect(entryIn(one, "a")).toBe(entryIn(one, "a"));
  });

  it("is each time the reader's own", async () => {
    const { one } = await twoThatKnow();
    for (let i = 0; i < 3; i += 1) {
      expect(bytesIn(one)).toEqual(body);
      bytesIn(one).fill(9);
    }
  });

  it("still has its value for whoever asks, and nothing decoded for another serializer", async () => {
    const { one, other } = await twoThatKnow();
    const [known] = found(one, "a", "-").records;
    expect(known?.decoded?.get({ ...frameSerializer })).toBeUndefined();
    expect(known?.value).toEqual((await record("a", { body, revision: "r1" })).value);
    await other.put(await record("a", { body, revision: "r2" }));
    expect(() => known?.value).toThrow(/RCACHE_BACKEND_FAILED: find: .*replaced/);
  });

  it("is another one once it was replaced, here or by another connection", async () => {
    const { one, other } = await twoThatKnow();
    for (const [i, writer] of [one, other, other, one].entries()) {
      await writer.put(await record("a", { body, revision: `s${i}` }));
      for (let k = 0; k < 3; k += 1)
        expect([revision(one, "a"), revision(other, "a")]).toEqual([`s${i}`, `s${i}`]);
    }
  });

  it("is the same where something else was changed", async () => {
    const { one, other } = await twoThatKnow();
    await other.put(await record("b", { body }));
    await one.put(await record("c", { body }));
    for (let i = 0; i < 3; i += 1) expect(revision(one, "a")).toBe("r1");
  });

  it.each<[string, (backend: SqliteBackend) => unknown]>([
    ["removed", (backend) => backend.remove([{ target: "a", selector: "GET", variant: "-" }])],
    ["invalidated", (backend) => backend.invalidate("a")],
    ["removed by a filter", (backend) => backend.removeWhere?.({}, 10)],
    ["cleared", (backend) => backend.clear()],
  ])("is gone once it was %s, here or by another connection", async (_what, change) => {
    for (const writer of ["one", "other"] as const) {
      const both = await twoThatKnow();
      await change(both[writer]);
      expect([revision(both.one, "a"), revision(both.other, "a")]).toEqual([undefined, undefined]);
    }
  });

  it("is not found past its removal", async () => {
    const { one, other } = await twoThatKnow();
    const removeAtMs = trial.clock.nowMs() + 1000;
    await one.put(await record("a", { body, revision: "r2", lifetimes: { removeAtMs } }));
    for (let i = 0; i < 3; i += 1) expect([revision(one, "a"), revision(other, "a")]).toEqual(["r2", "r2"]);
    trial.clock.advance(1000);
    expect([revision(one, "a"), revision(other, "a")]).toEqual([undefined, undefined]);
  });

  it("is in a transaction what that has made of it, and after a rollback what it was", async () => {
    const { one, other } = await twoThatKnow();
    const replacement = await record("a", { body, revision: "r2" });
    const attempt = (): void =>
      one.bulkCommit(() => {
        one.put(replacement);
        for (let i = 0; i < 3; i += 1)
          expect([revision(one, "a"), revision(other, "a")]).toEqual(["r2", "r1"]);
        throw new Error("undone");
      });
    expect(attempt).toThrow("undone");
    for (let i = 0; i < 3; i += 1) expect([revision(one, "a"), revision(other, "a")]).toEqual(["r1", "r1"]);
  });

  it("is found under its own selector and variant only", async () => {
    const { one } = await twoThatKnow();
    await one.put(await record("a", { body, revision: "v", address: { variant: "v" } }));
    await one.put(await record("a", { body, revision: "p", address: { selector: "GET.p" } }));
    for (let i = 0; i < 4; i += 1) {
      expect(entryIn(one, "a", "GET", "v")?.revision).toBe("v");
      expect(entryIn(one, "a")?.revision).toBe("r1");
      expect(entryIn(one, "a", "GET.p")?.revision).toBe("p");
    }
  });

  it("is kept in memory up to 16 MiB of them, and those beyond are read from the file", async () => {
    const backend = trial.open("recent-many");
    const targets = Array.from({ length: 60 }, (_, i) => `t${i}`);
    const large = new Uint8Array(500_000).fill(3);
    for (const target of targets) await backend.put(await record(target, { body: large, revision: target }));
    for (let i = 0; i < 4; i += 1) {
      for (const target of targets) {
        expect(revision(backend, "t0")).toBe("t0");
        expect(revision(backend, target)).toBe(target);
      }
    }
  });
});
