import type { Scenario } from "../harness/bench.ts";
import { hitsScenario } from "./hits.ts";

/** S3: hits from files. */
export const fileHits: Scenario = hitsScenario({
  id: "s3",
  title: "hit in files, 1,000 URLs of 10 KB",
  bytes: 10_240,
  urls: 1000,
  limit: "limit: fs.readFile",
  contenders: ["limit: fs.readFileSync", "rcache files, frames", "rcache files", "node-fetch-cache files"],
  bars: { "rcache files, frames": { good: 10, minimum: 5 }, "rcache files": { good: 10, minimum: 0.8 } },
});
