import { join } from "node:path";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { createCachedFetch } from "@rcache/fetch";
import type { Contender } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";

/** @rcache over a file of SQLite, as an application uses it. */
export const rcacheSqlite: Contender = {
  role: "ours",
  async open(directory) {
    const backend = sqliteBackend({ path: join(directory, "rcache.sqlite") });
    const cached = createCachedFetch({ backend, expireAfter: "1h", autoClose: true });
    return fetchClient((url) => cached(url), {
      settled: () => cached.cache.flush(),
      close: () => cached.close(),
    });
  },
};
