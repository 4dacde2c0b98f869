import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Client } from "./client.ts";
import { type Measured, measureFor, type Pace, type Reading } from "./measure.ts";

/** What was read, and for how many milliseconds the event loop stood still at the longest. */
export interface Stalled extends Measured {
  readonly stallMs: number;
}

/** Reads as `measureFor` does, and watches the event loop. */
export async function measureStall(client: Client, reading: Reading, pace: Pace): Promise<Stalled> {
  const watch = monitorEventLoopDelay({ resolution: 1 });
  watch.enable();
  const measured = await measureFor(client, reading, pace);
  watch.disable();
  return { ...measured, stallMs: watch.max / 1e6 };
}
