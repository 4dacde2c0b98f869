import type { ContenderName } from "../contenders/contenders.ts";
import type { Scenario } from "../harness/bench.ts";
import { hitsScenario } from "./hits.ts";

const PEERS: readonly ContenderName[] = ["undici memory", "node-fetch-cache memory", "got + Keyv memory"];
const ALL: readonly ContenderName[] = ["rcache memory", "rcache memory, real Response", ...PEERS];
const limit = "limit: Map";

/** S1: hits from memory. */
export const memoryHits: readonly Scenario[] = [
  hitsScenario({
    id: "s1a",
    title: "memory hit, one URL of 10 KB",
    bytes: 10_240,
    urls: 1,
    limit,
    contenders: ALL,
    bars: { "rcache memory": { good: 3.5, minimum: 0.85 } },
  }),
  hitsScenario({
    id: "s1b",
    title: "memory hit, 1,000 URLs of 10 KB",
    bytes: 10_240,
    urls: 1000,
    limit,
    contenders: ["limit: Map, no Response", ...ALL],
    bars: { "rcache memory": { good: 4.5, minimum: 0.85 } },
  }),
  hitsScenario({
    id: "s1c",
    title: "memory hit, one URL of 200 B",
    bytes: 200,
    urls: 1,
    limit,
    contenders: ALL,
  }),
  hitsScenario({
    id: "s1d",
    title: "memory hit, one URL of 1 MB",
    bytes: 1_048_576,
    urls: 1,
    limit,
    contenders: ALL,
    bars: { "rcache memory": { good: 3, minimum: 0.85 } },
  }),
];
