import { turn } from "../platform/time/pause.ts";

/** Contract B24. */
export const RECORDS_AT_ONCE = 100;

/**
 * Gives one after the other, and lets the event loop turn after every 100: what goes over many records in memory would let nobody else run
 * until it has met the last (contract B24).
 */
export async function* inTurns<T>(all: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, undefined> {
  let given = 0;
  for await (const one of all) {
    if (given === RECORDS_AT_ONCE) {
      await turn();
      given = 0;
    }
    given += 1;
    yield one;
  }
  return undefined;
}
