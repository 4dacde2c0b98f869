import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { GROWN_BYTES, GROWN_HEADERS, type Grower } from "./grower.ts";

const HEAD_BYTES = 400;

/** A Map, and each value looked at once to remove it. */
export function growMap(): Grower {
  const kept = new Map<string, { body: Uint8Array<ArrayBuffer>; expiresAtMs: number }>();
  return {
    async fill(urls) {
      for (const url of urls) kept.set(url, { body: new Uint8Array(GROWN_BYTES), expiresAtMs: 1 });
    },
    async read(url) {
      const found = kept.get(url);
      const response = new Response(found?.body ?? null, { headers: GROWN_HEADERS });
      return (await response.arrayBuffer()).byteLength;
    },
    async purge() {
      const before = kept.size;
      for (const [url, { expiresAtMs }] of kept) if (expiresAtMs < 2) kept.delete(url);
      return before - kept.size;
    },
    close: async () => undefined,
  };
}

/** A bare table with an index on the expiry, emptied by one statement. */
export function growSqlite(directory: string): Grower {
  const db = new Database(join(directory, "limit.sqlite"));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.exec("CREATE TABLE kept (key TEXT PRIMARY KEY, expires INTEGER NOT NULL, value BLOB NOT NULL)");
  db.exec("CREATE INDEX kept_expires ON kept (expires)");
  const get = db.prepare<[string], Buffer>("SELECT value FROM kept WHERE key = ?").pluck();
  const set = db.prepare<[string, Buffer]>("INSERT OR REPLACE INTO kept VALUES (?, 1, ?)");
  const value = Buffer.alloc(HEAD_BYTES + GROWN_BYTES);
  const setAll = db.transaction((urls: readonly string[]) => {
    for (const url of urls) set.run(url, value);
  });
  return {
    fill: async (urls) => setAll(urls),
    async read(url) {
      // The cast: the driver's buffers are over ordinary memory, which its types leave open.
      const body = get.get(url)?.subarray(HEAD_BYTES) as Uint8Array<ArrayBuffer> | undefined;
      const response = new Response(body ?? null, { headers: GROWN_HEADERS });
      return (await response.arrayBuffer()).byteLength;
    },
    purge: async () => db.prepare("DELETE FROM kept WHERE expires < 2").run().changes,
    close: async () => void db.close(),
  };
}

/** A file each, in one directory of 256 by the first digits of its name, removed one by one. */
export function growFiles(directory: string): Grower {
  const paths = new Set<string>();
  const value = Buffer.alloc(HEAD_BYTES + GROWN_BYTES);
  const pathOf = (url: string): string => {
    const name = createHash("sha256").update(url).digest("hex");
    return join(directory, name.slice(0, 2), name);
  };
  return {
    async fill(urls) {
      for (const path of urls.map(pathOf)) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, value);
        paths.add(path);
      }
    },
    async read(url) {
      const body = readFileSync(pathOf(url)).subarray(HEAD_BYTES);
      const response = new Response(body, { headers: GROWN_HEADERS });
      return (await response.arrayBuffer()).byteLength;
    },
    async purge() {
      for (const path of paths) unlinkSync(path);
      return paths.size;
    },
    close: async () => undefined,
  };
}
