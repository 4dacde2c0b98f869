import type { Scenario } from "../harness/bench.ts";
import { hitsScenario } from "./hits.ts";

const BYTES = 10_240;
/** At most 1.25 times the bare driver's get of the same bytes and its Response; where records are documents, so are those. */
const BAR = { good: 1 / 1.25 };

/** S4: hits from servers. */
export const serverHits: readonly Scenario[] = [
  hitsScenario({
    id: "s4a",
    title: "Redis hit, 1,000 URLs of 10 KB, one at a time",
    bytes: BYTES,
    urls: 1000,
    limit: "limit: ioredis",
    contenders: ["limit: ioredis, no Response", "rcache Redis"],
    bars: { "rcache Redis": { good: 1.15, minimum: 0.8 } },
  }),
  hitsScenario({
    id: "s4b",
    title: "Redis hit, 1,000 URLs of 10 KB, 50 at a time",
    bytes: BYTES,
    urls: 1000,
    limit: "limit: ioredis",
    contenders: ["limit: ioredis, no Response", "rcache Redis"],
    atOnce: 50,
    bars: { "rcache Redis": { good: 1.8, minimum: 0.8 } },
  }),
  hitsScenario({
    id: "s4c",
    title: "MongoDB hit, 200 URLs of 10 KB, one at a time",
    bytes: BYTES,
    urls: 200,
    limit: "limit: mongodb driver",
    contenders: ["limit: mongodb driver, bytes alone", "rcache MongoDB", "rcache GridFS"],
    bars: { "rcache MongoDB": BAR, "rcache GridFS": BAR },
  }),
  hitsScenario({
    id: "s4d",
    title: "DynamoDB hit, 200 URLs of 10 KB, one at a time",
    bytes: BYTES,
    urls: 200,
    limit: "limit: DynamoDB client",
    contenders: ["limit: DynamoDB client, bytes alone", "rcache DynamoDB"],
    bars: { "rcache DynamoDB": BAR },
  }),
];
