import { join } from "node:path";
import Database from "better-sqlite3";
import type { Contender } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";

const HEAD_BYTES = 400;
const HEADERS = {
  "content-type": "application/octet-stream",
  "cache-control": "public, max-age=3600",
  etag: '"bench"',
  "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT",
  "accept-ranges": "bytes",
  "x-request-id": "0123456789abcdef0123456789abcdef",
  server: "bench",
  connection: "keep-alive",
};

/** The rawest read from a file of SQLite that still ends in a Response: one get by key, of a body and as many bytes as its headers take. */
export const limitSqlite: Contender = {
  role: "limit",
  async open(directory) {
    const db = new Database(join(directory, "limit.sqlite"));
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL");
    db.exec("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value BLOB NOT NULL)");
    const get = db.prepare<[string], Buffer>("SELECT value FROM kept WHERE key = ?").pluck();
    const set = db.prepare<[string, Buffer]>("INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)");
    return fetchClient(
      async (url) => {
        const found = get.get(url);
        if (found !== undefined) {
          // The cast: the driver's buffers are over ordinary memory, which its types leave open.
          return new Response(found.subarray(HEAD_BYTES) as Uint8Array<ArrayBuffer>, { headers: HEADERS });
        }
        const response = await fetch(url);
        const body = await response.arrayBuffer();
        set.run(url, Buffer.concat([Buffer.alloc(HEAD_BYTES), Buffer.from(body)]));
        return new Response(body, { headers: HEADERS });
      },
      { close: async () => void db.close() },
    );
  },
};
