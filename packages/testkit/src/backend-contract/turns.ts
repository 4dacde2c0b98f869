import type { Address } from "@rcache/core/backend";
import { headsIn } from "../builders/heads-in.ts";
import { check, checkEqual } from "../check.ts";
import type { Proof, Trial } from "./trial.ts";

const RECORDS_A_TURN = 100;
/** Removed in each of the three ways. */
const REMOVED = 101;
/** A server that stands in for another takes a while for each. */
const STORED_AT_ONCE = 8;
const LIFETIME_MS = 60_000;

/** B24: what goes over many records leaves time for others. */
export const turnProofs: readonly Proof[] = [
  {
    name: "B24 scan, remove, removeWhere and sweep let the event loop turn for every 100 records",
    async prove(trial) {
      const { backend, clock } = trial;
      const all = await storeMany(trial, 3 * REMOVED);
      if (backend.scan !== undefined) {
        const heads = await countingTurns(
          "scan",
          () => headsIn(backend),
          (found) => found.length,
        );
        checkEqual(heads.length, all.length, "heads");
      }
      const some = all.slice(0, REMOVED);
      const named = await countingTurns(
        "remove",
        () => backend.remove(some),
        (removed) => removed,
      );
      checkEqual(named, REMOVED, "records removed by name");
      const { removeWhere } = backend;
      if (removeWhere !== undefined)
        await countingTurns(
          "removeWhere",
          () => removeWhere.call(backend, {}, REMOVED),
          (removed) => removed,
        );
      clock.advance(LIFETIME_MS);
      await countingTurns(
        "sweep",
        () => backend.sweep(REMOVED),
        ({ removed }) => removed,
      );
    },
  },
];

async function storeMany({ clock, store }: Trial, count: number): Promise<readonly Address[]> {
  const stored: Address[] = [];
  const lifetimes = { removeAtMs: clock.nowMs() + LIFETIME_MS };
  for (let from = 0; from < count; from += STORED_AT_ONCE) {
    const some = Array.from({ length: Math.min(STORED_AT_ONCE, count - from) }, (_, i) =>
      store({ address: { target: `https://example.com/many/${from + i}` }, lifetimes }),
    );
    stored.push(...(await Promise.all(some)).map(({ entry }) => entry.address));
  }
  return stored;
}

/** Fails the test where the event loop did not turn for every 100 of the records that the result says were gone over. */
async function countingTurns<T>(
  call: string,
  work: () => T | Promise<T>,
  recordsIn: (result: T) => number,
): Promise<T> {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) nextTurn(count);
  };
  nextTurn(count);
  const result = await work();
  isOver = true;
  const records = recordsIn(result);
  const expected = Math.floor(records / RECORDS_A_TURN);
  check(
    turns >= expected,
    `${call}: expected ${expected} turns of the event loop for ${records} records, got ${turns}`,
  );
  return result;
}

/** What servers have and browsers lack. */
interface Runtime {
  readonly setImmediate?: (run: () => void) => unknown;
}

// Not a timer: several turns may pass before the shortest is due.
function nextTurn(run: () => void): void {
  // The cast: the kit is compiled without Node's types.
  const { setImmediate } = globalThis as Runtime;
  if (setImmediate !== undefined) return void setImmediate(run);
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => {
    port1.close();
    run();
  });
  port1.start();
  port2.postMessage(undefined);
}
