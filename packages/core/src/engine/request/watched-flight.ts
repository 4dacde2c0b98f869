import { afterMs } from "../../platform/time/after-ms.ts";
import type { Flight } from "../memory/flights.ts";
import type { Engine } from "../session/engine.ts";

/** So long a refresh may go without a sign of life: without an answer, or without a further piece of its body. */
const SILENT_MS = 60_000;

/** Why work was given up. */
export class FellSilent extends Error {
  override readonly name = "FellSilent";
}

interface Watch {
  isSilent(): boolean;
  giveUp(): void;
}

const watches = new WeakMap<Flight, Watch>();

/**
 * Work that nobody waits for, given up once it has been silent for too long: what it asked of the origin is aborted, unless somebody else has
 * joined, and the flight stands in nobody's way any more.
 *
 * @param work calls `sign` whenever something has arrived
 * @returns what the work comes to; rejects with {@link FellSilent} where it was given up
 */
export function watchedFlight(
  engine: Engine,
  flight: Flight,
  work: (sign: () => void) => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let signs = 0;
    let seen = 0;
    let lastMs = engine.elapsedMs();
    const giveUp = (): void => {
      cancel();
      const error = new FellSilent(`nothing came for ${SILENT_MS / 1_000} seconds`);
      flight.retire();
      flight.leaderLeaves(error);
      reject(error);
    };
    // Counted, because a timer for each piece of a large body would cost more than the piece.
    const check = (): void => {
      if (signs === seen) giveUp();
      else cancel = afterMs(SILENT_MS, check);
      seen = signs;
    };
    let cancel = afterMs(SILENT_MS, check);
    watches.set(flight, { isSilent: () => engine.elapsedMs() - lastMs >= SILENT_MS, giveUp });
    const sign = (): void => {
      signs += 1;
      lastMs = engine.elapsedMs();
    };
    work(sign).then(
      () => {
        cancel();
        resolve();
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

/** Whether a flight still has somebody to wait for; a watched one that has fallen silent is given up. */
export function isUnderWay(flight: Flight | undefined): boolean {
  if (flight === undefined) return false;
  const watch = watches.get(flight);
  if (watch === undefined || !watch.isSilent()) return true;
  watch.giveUp();
  return false;
}
