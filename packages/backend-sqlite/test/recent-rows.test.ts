import { afterAll, describe, expect, it } from "vitest";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { found, record, revision, sqliteTrial } from "./sqlite-trial.ts";

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

function bytesFound(backend: SqliteBackend): Uint8Array {
  const value = found(backend, "a", "-").records[0]?.value;
  if (!(value instanceof Uint8Array)) throw new Error("nothing was found");
  return value;
}

describe("a row that is read over and over", () => {
  it("is each time the reader's own", async () => {
    const { one } = await twoThatKnow();
    const before = new Uint8Array(bytesFound(one));
    bytesFound(one).fill(9);
    bytesFound(one).fill(8);
    expect(bytesFound(one)).toEqual(before);
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
      expect(found(one, "a", "v").records[0]?.revision).toBe("v");
      expect(found(one, "a", "-").records[0]?.revision).toBe("r1");
      expect(one.find({ target: "a", selector: "GET.p" }, "-")).toMatchObject({
        records: [{ revision: "p" }],
      });
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
