import type { Scenario } from "../harness/bench.ts";
import { hitsScenario } from "./hits.ts";

const BYTES = 10_240;
const limit = "limit: better-sqlite3";

/** S2: hits from a file of SQLite. */
export const sqliteHits: readonly Scenario[] = [
  hitsScenario({
    id: "s2",
    title: "SQLite hit, 1,000 URLs of 10 KB, which were read before",
    bytes: BYTES,
    urls: 1000,
    limit,
    contenders: ["limit: LMDB", "rcache SQLite", "undici SQLite"],
    bars: { "rcache SQLite": { good: 4, minimum: 1.7 } },
  }),
  hitsScenario({
    id: "s2b",
    title: "SQLite hit, 4,000 URLs of 10 KB, more than stay in memory",
    bytes: BYTES,
    urls: 4000,
    limit,
    contenders: ["limit: better-sqlite3, no Response", "limit: LMDB", "rcache SQLite"],
    bars: { "rcache SQLite": { good: 2.3, minimum: 0.7 } },
  }),
];
