import { tiered } from "../src/backends/tiered/tiered.ts";
import type { Backend } from "../src/contracts/backend.ts";
import type { CacheEvent } from "../src/contracts/events.ts";
import { type MapBackend, mapBackend } from "./map-backend.ts";

/** Two maps, one before the other, and all that is asked of them in order. */
export interface TwoTiers {
  readonly near: MapBackend;
  readonly far: MapBackend;
  readonly backend: Backend;
  readonly calls: string[];
  readonly events: CacheEvent[];
  readonly clock: { now: number };
}

export async function twoTiers(
  changes: { near?: Partial<Backend>; far?: Partial<Backend>; nearForMs?: number } = {},
): Promise<TwoTiers> {
  const clock = { now: 1_000 };
  const calls: string[] = [];
  const events: CacheEvent[] = [];
  const near = { ...mapBackend("near", "bytes", () => clock.now), ...changes.near };
  const far = { ...mapBackend("far", "bytes", () => clock.now), ...changes.far };
  const options = changes.nearForMs === undefined ? {} : { nearForMs: changes.nearForMs };
  const backend = tiered(near, far, options);
  await backend.open({ nowMs: () => clock.now, report: (event) => void events.push(event) });
  for (const { calls: told } of [near, far]) {
    told.length = 0;
    told.push = (...more) => calls.push(...more);
  }
  return { near, far, backend, calls, events, clock };
}
