import type { Scenario } from "../harness/bench.ts";
import { hitsScenario } from "./hits.ts";

/** S2: hits from a file of SQLite. */
export const sqliteHits: Scenario = hitsScenario({
  id: "s2",
  title: "SQLite hit, 1,000 URLs of 10 KB",
  bytes: 10_240,
  urls: 1000,
  limit: "limit: better-sqlite3",
  contenders: ["rcache SQLite", "undici SQLite"],
  bars: { "rcache SQLite": { good: 1.7, minimum: 0.7 } },
});
