import { isBuiltin } from "node:module";
import type { BodyRef } from "@rcache/core/backend";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { betterSqlite3Driver } from "../src/drivers/better-sqlite3.ts";
import type { SqliteDriver } from "../src/drivers/driver.ts";
import { DRIVER_NAMES, findDriver, type SqliteDriverName, whyNotHere } from "../src/drivers/find-driver.ts";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { found, program, record, revision, sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());
/** Those of this runtime: Bun has all three. */
const HERE: readonly SqliteDriverName[] = DRIVER_NAMES.filter(
  (name) => name !== "bun:sqlite" || isBuiltin(name),
);
const PAIRS = HERE.flatMap((one) =>
  HERE.filter((other) => other !== one).map((other) => [one, other] as const),
);

async function storeLarge(backend: SqliteBackend, id: string): Promise<BodyRef> {
  const writer = await backend.bodies?.create({ target: id, selector: "GET", variant: "-" }, id, 0);
  for (let n = 0; n < 3; n++) await writer?.write(new Uint8Array(200_000).fill(n));
  await writer?.commit();
  const body = { id, target: id, bytes: 600_000, checksum: "" };
  expect(await backend.put(await record(id, { body }))).toBe("stored");
  return body;
}

describe("one file", () => {
  it.each(PAIRS)("that %s writes is read and written by %s at the same time", async (one, other) => {
    const name = `${one}-${other}`;
    const [mine, theirs] = [trial.open(name, { driver: one }), trial.open(name, { driver: other })];
    const stored = await record("a");
    await mine.put(stored);
    expect(found(theirs, "a", "-").records).toEqual(found(mine, "a", "-").records);
    const { epoch = "" } = found(theirs, "b");
    expect(epoch).toMatch(/^[0-9a-f]{16}$/);
    mine.invalidate("b");
    expect(await theirs.put(await record("b"), { epoch })).toBe("conflict");
    expect(await theirs.put(await record("a", { revision: "r2" }), { revision: "r1" })).toBe("stored");
    expect(revision(mine, "a")).toBe("r2");
    const body = await storeLarge(theirs, "large");
    let read = 0;
    for await (const chunk of (await mine.bodies?.open(body)) ?? []) read += chunk.length;
    expect(read).toBe(600_000);
    expect(mine.stats?.()).toEqual(theirs.stats?.());
    const all = { freshBeforeMs: Number.MAX_SAFE_INTEGER };
    expect(await mine.removeWhere?.(all, 10)).toBe(2);
    expect(await theirs.removeWhere?.(all, 10)).toBe(0);
  });

  it.each(PAIRS)("that %s has written is opened by %s", async (one, other) => {
    const name = `again-${one}-${other}`;
    const first = trial.open(name, { driver: one, wal: false });
    await first.put(await record("a"));
    await first.close();
    const second = trial.open(name, { driver: other, maxBytes: 1_000_000 });
    expect(revision(second, "a")).toBe("r1");
  });

  it("is made, written and read by four processes at once, each with another driver", async () => {
    const path = trial.path("at-once.sqlite");
    const running = await Promise.all(
      ["0", "1", "2", "3"].map((own, n) =>
        program("write-and-read.ts", path, own, "50", HERE[n % HERE.length] ?? ""),
      ),
    );
    for (const said of ["ready", "stored 50", "read 200"]) {
      expect(await Promise.all(running.map((one) => one.line()))).toEqual(Array(4).fill(said));
      for (const one of running) one.go();
    }
    for (const one of running) expect(await one.ended()).toMatchObject({ by: 0 });
  });
});

describe("the driver", () => {
  it("is better-sqlite3 where that is installed", () => {
    expect(findDriver(undefined).name).toBe("better-sqlite3");
  });

  it("can be one that is passed", async () => {
    const opened: string[] = [];
    const driver = betterSqlite3Driver(Database);
    const open: SqliteDriver["open"] = (path) => {
      opened.push(path);
      return driver.open(path);
    };
    const backend = trial.open("own", { driver: { name: "own", open } });
    expect(await backend.put(await record("a"))).toBe("stored");
    expect(opened).toEqual([backend.path]);
  });

  it("is bun:sqlite in Bun; elsewhere RCACHE_PACKAGE_MISSING names it, and what to do", () => {
    const opening = (): unknown => findDriver("bun:sqlite").name;
    if (HERE.includes("bun:sqlite")) expect(opening()).toBe("bun:sqlite");
    else
      expect(opening).toThrow(
        expect.objectContaining({ code: "RCACHE_PACKAGE_MISSING", remedy: "Use Bun." }),
      );
  });

  it("is not better-sqlite3 13 in a runtime that it would end", () => {
    expect(whyNotHere("13.2.0", "9")).toBe("better-sqlite3 13.2.0 needs N-API 10, and this runtime has 9");
    expect(whyNotHere("13.2.0", undefined)).toContain("has none");
    expect(whyNotHere("13.2.0", "10")).toBeUndefined();
    expect(whyNotHere("12.11.1", "9")).toBeUndefined();
  });
});
