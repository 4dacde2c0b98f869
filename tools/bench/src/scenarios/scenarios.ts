import type { Scenario } from "../harness/bench.ts";
import { axiosClients } from "./axios.ts";
import { fileHits } from "./file-hits.ts";
import { heldLock } from "./held-lock.ts";
import { herd } from "./herd.ts";
import { importCost } from "./import-cost.ts";
import { largeBodies } from "./large-bodies.ts";
import { manyEntries } from "./many-entries.ts";
import { memoryHits } from "./memory-hits.ts";
import { missAndStore } from "./miss-and-store.ts";
import { patchedGrowth } from "./patched-growth.ts";
import { patchedProcess } from "./patched-process.ts";
import { policy } from "./policy.ts";
import { roundTrips } from "./round-trips.ts";
import { serverHits } from "./server-hits.ts";
import { sqliteHits } from "./sqlite-hits.ts";

/** All of them, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  ...memoryHits,
  ...sqliteHits,
  fileHits,
  ...serverHits,
  ...missAndStore,
  herd,
  ...largeBodies,
  ...manyEntries,
  ...axiosClients,
  ...patchedProcess,
  patchedGrowth,
  importCost,
  roundTrips,
  heldLock,
  policy,
];
