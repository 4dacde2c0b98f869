import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { type CacheEvent, createHttpCache, type HttpCache } from "@rcache/core";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { sqliteTrial, trialBackend } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());

const PAGE_BYTES = 4_096;
/** Small ones share a leaf, larger ones have overflow pages, and the last stands in chunks. */
const SIZES = [...Array.from({ length: 60 }, () => 200), 9_000, 30_000, 700_000];

/** What was asked, and what became of it. */
interface Asking {
  readonly cache: HttpCache;
  readonly events: readonly CacheEvent[];
  /** Asks for everything; each answer has to be whole. */
  askAll(): Promise<readonly string[]>;
}

function asking(name: string): Asking {
  const events: CacheEvent[] = [];
  const cache = createHttpCache({
    // Its own, so that it hears what the backend tells, and closes it.
    backend: () => trialBackend({ path: trial.path(`${name}.sqlite`) }),
    ...{ clock: trial.clock, expireAfter: "1h" },
    onEvent: (event) => events.push(event),
  });
  const ask = async (size: number, n: number): Promise<string> => {
    const whole = new Uint8Array(size).fill(n + 1);
    const request = { method: "GET", url: `https://example.com/${n}`, headers: [] } as const;
    const { body, cache: outcome } = await cache.handle(request, async ({ url }) => ({
      ...{ status: 200, url, headers: [["ETag", `"${n}"`]], coding: "decoded" as const },
      body: Uint8Array.from(whole),
    }));
    const parts: Uint8Array[] = [];
    if (body instanceof Uint8Array) parts.push(body);
    else for await (const chunk of body ?? []) parts.push(chunk);
    expect(Buffer.concat(parts).equals(whole), `the answer to ${n}, a ${outcome.kind}`).toBe(true);
    return outcome.kind;
  };
  const askAll = async (): Promise<readonly string[]> => {
    const kinds: string[] = [];
    for (const [n, size] of SIZES.entries()) {
      // In the middle, what has changed is written.
      if (n === 30) await cache.flush();
      kinds.push(await ask(size, n));
    }
    await cache.flush();
    return kinds;
  };
  return { cache, events, askAll };
}

/** A file with everything in it, which nobody has open, and in which some pages are free. */
async function filled(name: string): Promise<string> {
  const { cache, askAll } = asking(name);
  await askAll();
  await cache.close();
  const path = trial.path(`${name}.sqlite`);
  const db = new Database(path);
  db.exec("CREATE TABLE free (a); INSERT INTO free VALUES (zeroblob(200000)); DROP TABLE free");
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  return path;
}

function spoilPage(path: string, page: number): void {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  closeSync(file);
}

/** One page of every kind: of each table and index its root, a leaf and an overflow page, and of the free ones the first and the last. */
function pagesOfEveryKind(path: string): ReadonlyMap<string, number> {
  const db = new Database(path, { readonly: true });
  const sql = "SELECT name, pagetype, max(pageno) FROM dbstat WHERE pageno > 1 GROUP BY name, pagetype";
  const kinds = db.prepare<[], [string, string, number]>(sql).raw().all();
  db.close();
  const firstFree = readFileSync(path).readUInt32BE(32);
  expect(firstFree).toBeGreaterThan(1);
  return new Map([
    ...kinds.map(([name, kind, page]) => [`${kind} page of ${name}`, page] as const),
    ["free page that lists the others", firstFree],
  ]);
}

const isWarning = (event: CacheEvent): boolean =>
  event.kind === "warning" && event.code === "RCACHE_STORE_DAMAGED";

describe("a database with a damaged page", () => {
  it("answers every request, tells of it once, and is used again, whatever page it is", async () => {
    const pages = pagesOfEveryKind(await filled("kinds"));
    expect(pages.size).toBeGreaterThan(15);
    const told: string[] = [];
    for (const [kind, page] of pages) {
      const file = `page-${page}`;
      spoilPage(await filled(file), page);
      const { cache, events, askAll } = asking(file);
      await askAll();
      // Reads and writes what no request does.
      await cache.deleteExpired();
      await cache.delete({ urls: ["https://example.com/62", "https://example.com/61"] });
      // The last of these may be what meets it.
      await askAll();
      await askAll();
      expect(
        events.filter(({ kind }) => kind === "backend-failed"),
        kind,
      ).toEqual([]);
      const again = await askAll();
      expect(new Set(again), kind).toEqual(new Set(["hit"]));
      if (events.some(isWarning)) told.push(kind);
      expect(events.filter(isWarning).slice(1), kind).toEqual([]);
      await cache.close();
    }
    expect(told).toEqual(expect.arrayContaining(["leaf page of records", "free page that lists the others"]));
  });

  it("is empty for every process that has it open, once one of them has met the damage", async () => {
    const file = "shared";
    const path = await filled(file);
    const mine = asking(file);
    expect(new Set(await mine.askAll())).toEqual(new Set(["hit"]));
    for (const page of pagesOfEveryKind(path).values()) spoilPage(path, page);
    const theirs = asking(file);
    expect(await theirs.askAll()).toContain("miss");
    for (const one of [mine, theirs]) {
      await one.askAll();
      expect(new Set(await one.askAll())).toEqual(new Set(["hit"]));
      expect(one.events.filter(({ kind }) => kind === "backend-failed")).toEqual([]);
      expect(await one.cache.count()).toBe(SIZES.length);
    }
    await Promise.all([mine, theirs].map(({ cache }) => cache.close()));
    expect([...mine.events, ...theirs.events].filter(isWarning)).toHaveLength(1);
  });

  it.each([0, 4_096, 5_000, 40_960])("cut off after %d bytes, is empty and used again", async (bytes) => {
    const file = `cut-${bytes}`;
    truncateSync(await filled(file), bytes);
    const { cache, events, askAll } = asking(file);
    expect(await askAll()).toContain("miss");
    await askAll();
    expect(new Set(await askAll())).toEqual(new Set(["hit"]));
    expect(events.filter(({ kind }) => kind === "backend-failed")).toEqual([]);
    await cache.close();
  });

  it("whose log is damaged, loses at most what stood in it", async () => {
    const file = "log";
    const path = await filled(file);
    const { cache, askAll } = asking(file);
    expect(new Set(await askAll())).toEqual(new Set(["hit"]));
    await cache.close();
    writeFileSync(`${path}-wal`, Buffer.alloc(100_000, 0xa5), { mode: 0o600 });
    const again = asking(file);
    expect(new Set(await again.askAll())).toEqual(new Set(["hit"]));
    expect(again.events.filter(({ kind }) => kind === "backend-failed" || kind === "warning")).toEqual([]);
    await again.cache.close();
  });

  it("whose first page is damaged, is left as it is, since nobody can tell whose it is", async () => {
    const file = "header";
    const path = await filled(file);
    spoilPage(path, 1);
    const before = readFileSync(path);
    const backend = trialBackend({ path });
    const events: CacheEvent[] = [];
    await using cache = createHttpCache({ backend, onEvent: (event) => events.push(event) });
    const { status } = await cache.handle(
      { method: "GET", url: "https://example.com/", headers: [] },
      async ({ url }) => ({ status: 200, url, headers: [], body: null, coding: "decoded" }),
    );
    expect(status).toBe(200);
    expect(events.filter(({ kind }) => kind === "backend-failed")).toMatchObject([
      { error: { code: "RCACHE_FOREIGN_STORE" } },
    ]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
