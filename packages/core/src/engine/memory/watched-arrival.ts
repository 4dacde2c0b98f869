import { afterMs } from "../../platform/after-ms.ts";

/** A body of which nothing has come for so long is not coming. */
const PAUSE_MS = 500;
/** Nobody knows whether one of unknown length will ever end: it is waited for no longer than this many times as long. */
const PAUSES_WITHOUT_LENGTH = 2;

/** Whether a body arrives, for those who wait for its end. */
export interface WatchedArrival {
  answer(isLengthKnown: boolean): void;
  isAnswered(): boolean;
  progress(): void;
  /** All of it has come. */
  end(): void;
  /** @param over settles when nobody waits any more */
  watch(over: Promise<unknown>): void;
}

/** @param onStop told once that nobody should wait for it */
export function watchedArrival(onStop: () => void): WatchedArrival {
  let answered: { readonly isLengthKnown: boolean } | undefined;
  let pieces = 0;
  let isWatched = false;
  let cancel: () => void = () => undefined;
  return {
    answer(isLengthKnown) {
      answered = { isLengthKnown };
      pieces += 1;
    },
    isAnswered: () => answered !== undefined,
    progress() {
      pieces += 1;
    },
    watch(over) {
      if (isWatched) return;
      isWatched = true;
      let seen = pieces;
      let pauses = 0;
      const look = (): void => {
        if (answered !== undefined) pauses += 1;
        const isTooLong = answered?.isLengthKnown === false && pauses > PAUSES_WITHOUT_LENGTH;
        if (isTooLong || (pauses > 0 && pieces === seen)) onStop();
        else {
          seen = pieces;
          cancel = afterMs(PAUSE_MS, look);
        }
      };
      cancel = afterMs(PAUSE_MS, look);
      void over.then(() => cancel());
    },
    end() {
      isWatched = true;
      cancel();
    },
  };
}
