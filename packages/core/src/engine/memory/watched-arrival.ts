import { afterMs } from "../../platform/time/after-ms.ts";

/** A body of which nothing has come for so long is not coming. */
const PAUSE_MS = 500;
/** Nobody knows whether one of unknown length will ever end: it is waited for no longer than this many times as long. */
const PAUSES_WITHOUT_LENGTH = 2;

/** Whether a body arrives, for those who wait for its end. */
export class WatchedArrival {
  /** undefined: not yet. */
  #isLengthKnown: boolean | undefined;
  #pieces = 0;
  #isWatched = false;
  #cancel: (() => void) | undefined;

  answer(isLengthKnown: boolean): void {
    this.#isLengthKnown = isLengthKnown;
    this.#pieces += 1;
  }
  isAnswered(): boolean {
    return this.#isLengthKnown !== undefined;
  }
  progress(): void {
    this.#pieces += 1;
  }
  /** All of it has come. */
  end(): void {
    this.#isWatched = true;
    this.#cancel?.();
  }
  /**
   * @param over gives what settles when nobody waits any more
   * @param onStop told once that nobody should wait for it
   */
  watch(over: () => Promise<unknown>, onStop: () => void): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    let seen = this.#pieces;
    let pauses = 0;
    const look = (): void => {
      if (this.isAnswered()) pauses += 1;
      const isTooLong = this.#isLengthKnown === false && pauses > PAUSES_WITHOUT_LENGTH;
      if (isTooLong || (pauses > 0 && this.#pieces === seen)) onStop();
      else {
        seen = this.#pieces;
        this.#cancel = afterMs(PAUSE_MS, look);
      }
    };
    this.#cancel = afterMs(PAUSE_MS, look);
    void over().then(() => this.#cancel?.());
  }
}
