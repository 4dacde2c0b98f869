import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteDatabase } from "../src/drivers/driver.ts";
import { findDriver } from "../src/drivers/find-driver.ts";
import { fromBetterSqlite3 } from "../src/drivers/from-better-sqlite3.ts";
import { openDatabase } from "../src/open-database.ts";
import { Rebuilder } from "../src/rebuild.ts";
import { SqliteStore, type StoreOptions } from "../src/sqlite-store.ts";
import { found, record, revision, sqliteTrial, TRIAL_DRIVER } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());

const driver = findDriver(TRIAL_DRIVER);
const report = (): void => undefined;
const storeOptions = (path: string, db: SqliteDatabase): StoreOptions => ({
  path,
  nowMs: () => trial.clock.nowMs(),
  report,
  busyTimeoutMs: 100,
  maxBytes: Number.POSITIVE_INFINITY,
  rebuilder: new Rebuilder(db, { path, limited: false, report }),
});

/** A store, and how many transactions it has committed. */
async function counting(name: string): Promise<{ store: SqliteStore; commits: () => number }> {
  let commits = 0;
  const path = trial.path(`${name}.sqlite`);
  (
    await openDatabase({
      ...{ driver, path, busyTimeoutMs: 100, wal: true, fastSave: false, limited: false, report },
    })
  ).close();
  const verbose = (sql: unknown): void => {
    commits += Number(sql === "COMMIT");
  };
  const db = fromBetterSqlite3(new Database(path, { verbose }));
  return {
    store: new SqliteStore(db, storeOptions(path, db)),
    commits: () => commits,
  };
}

describe("put", () => {
  it("is readable at once, and in the file when it settles", async () => {
    const backend = trial.open("at-once");
    const other = trial.open("at-once");
    const putting = backend.put(await record("a"));
    expect(revision(backend, "a")).toBe("r1");
    expect(found(backend, "a").records).toHaveLength(1);
    const second = backend.put(await record("a", { revision: "r2" }));
    expect(revision(backend, "a")).toBe("r2");
    expect([await putting, await second]).toEqual(["stored", "stored"]);
    expect(revision(other, "a")).toBe("r2");
  });

  it("gathers one turn of the event loop in one transaction", async () => {
    const { store, commits } = await counting("gathered");
    const records = await Promise.all(Array.from({ length: 100 }, (_, n) => record(`t${n}`)));
    const results = await Promise.all(records.map((one) => store.put(one)));
    expect(new Set(results)).toEqual(new Set(["stored"]));
    expect(commits()).toBe(1);
    expect(store.stats()).toMatchObject({ entries: 100 });
    store.close();
  });

  it("hands out a copy of what waits", async () => {
    const backend = trial.open("copy");
    const one = await record("a");
    const putting = backend.put(one);
    const { value } = found(backend, "a", "-").records[0] ?? {};
    if (value instanceof Uint8Array) value.fill(0);
    await putting;
    expect(found(backend, "a", "-").records[0]?.value).toEqual(one.value);
  });

  it("shows no reader what it will refuse", async () => {
    const backend = trial.open("refused");
    await backend.put(await record("a"));
    const first = backend.put(await record("a", { revision: "r2" }), { revision: "r1" });
    expect(backend.put(await record("a", { revision: "r3" }), { revision: "r1" })).toBe("conflict");
    expect(revision(backend, "a")).toBe("r2");
    expect(await first).toBe("stored");
  });

  it("looks again in the transaction: another process may have been quicker", async () => {
    const backend = trial.open("quicker");
    const other = trial.open("quicker");
    await backend.put(await record("a"));
    const { epoch = "" } = found(backend, "b");
    const putting = [
      backend.put(await record("a", { revision: "mine" }), { revision: "r1" }),
      backend.put(await record("b", { revision: "mine" }), { epoch }),
      backend.put(await record("c", { revision: "mine" })),
    ];
    other.put(await record("a", { revision: "theirs" }));
    other.flush();
    other.invalidate("b");
    expect(await Promise.all(putting)).toEqual(["conflict", "conflict", "stored"]);
    expect(["a", "b", "c"].map((target) => revision(backend, target))).toEqual(["theirs", undefined, "mine"]);
  });

  it("fails where the value is none, alone", async () => {
    const backend = trial.open("alone");
    const one = await record("a");
    // The cast: what an engine of another version may give.
    const wrong = { head: { ...one.head, status: {} as unknown as number }, value: one.value };
    const putting = [backend.put(wrong), backend.put(await record("b"))];
    const results = await Promise.allSettled(putting);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(revision(backend, "a")).toBeUndefined();
    expect(revision(backend, "b")).toBe("r1");
  });
});

describe("a full disk", () => {
  it("rejects what does not fit, forgets it, and goes on when there is room again", async () => {
    const options = {
      driver,
      path: trial.path("full.sqlite"),
      busyTimeoutMs: 100,
      wal: true,
      fastSave: false,
      limited: false,
      report,
    };
    const db = await openDatabase(options);
    const store = new SqliteStore(db, storeOptions(options.path, db));
    await store.put(await record("before"));
    const pages = Number(db.pragma("page_count"));
    db.pragma(`max_page_count = ${pages + 10}`);
    const large = await record("large", { body: new Uint8Array(1_000_000) });
    const putting = [store.put(await record("with-it")), store.put(large)];
    const at = { target: "large", selector: "GET" };
    expect(store.find(at, "-")).toMatchObject({ records: [{}] });
    const results = await Promise.allSettled(putting);
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: { message: "database or disk is full" } });
    }
    expect(store.find(at, "-")).toMatchObject({ records: [] });
    expect(store.stats()).toMatchObject({ entries: 1 });
    db.pragma("max_page_count = 1000000");
    expect(await store.put(large)).toBe("stored");
    store.close();
  });
});

describe("bulkCommit", () => {
  it("SQL-18 writes everything in one transaction, which the function can read", async () => {
    const { store, commits } = await counting("bulk");
    const [a, b, c] = await Promise.all([record("a"), record("b"), record("c")]);
    await store.put(c);
    const before = commits();
    const result = store.bulkCommit(() => {
      expect(store.put(a)).toBe("stored");
      expect(store.put(b, { revision: "other" })).toBe("conflict");
      expect(store.put(b)).toBe("stored");
      expect(store.remove([c.head])).toBe(1);
      expect(store.find({ target: "a", selector: "GET" }, "-")).toMatchObject({ records: [{}] });
      return 7;
    });
    expect(result).toBe(7);
    expect(commits()).toBe(before + 1);
    expect(store.stats()).toEqual({ entries: 2, bytes: a.head.bytes + b.head.bytes });
    store.close();
  });

  it("undoes everything where the function throws, and keeps what was put before", async () => {
    const backend = trial.open("undone");
    const pending = backend.put(await record("before"));
    const one = await record("a");
    const run = (): void =>
      backend.bulkCommit(() => {
        backend.put(one);
        backend.invalidate("before");
        throw new Error("no");
      });
    expect(run).toThrow("no");
    expect(await pending).toBe("stored");
    expect([revision(backend, "before"), revision(backend, "a")]).toEqual(["r1", undefined]);
    expect(backend.stats?.()).toEqual({ entries: 1, bytes: one.head.bytes });
    expect(await backend.put(one)).toBe("stored");
  });

  it("refuses a function that returns a promise, and undoes what it did", async () => {
    const backend = trial.open("promise");
    const one = await record("a");
    expect(() => backend.bulkCommit(async () => backend.put(one))).toThrow("synchronous");
    expect(revision(backend, "a")).toBeUndefined();
  });
});

describe("close", () => {
  it("writes what waits", async () => {
    const backend = trial.open("closing");
    const putting = backend.put(await record("a"));
    backend.close();
    expect(await putting).toBe("stored");
    expect(revision(trial.open("closing"), "a")).toBe("r1");
  });
});
