import { afterRealMs } from "../../platform/time/pause.ts";

/** Bodies that are read ahead and that nobody has begun to read: their callers take them for received. */
export interface Arrivals {
  begin(): Arrival;
  /** Settles when those of now have ended, or after so much time: an origin that stalls is no reason to wait for ever. */
  settled(atMostMs: number): Promise<void>;
}

/** One of them. */
export interface Arrival {
  /** It has arrived, somebody reads it, or it does not go on. */
  end(): void;
}

export function arrivals(): Arrivals {
  const underWay = new Set<ArrivalUnderWay>();
  return {
    begin: () => new ArrivalUnderWay(underWay),
    async settled(atMostMs) {
      if (underWay.size === 0) return;
      const ends = [...underWay].map((each) => each.ended());
      await new Promise<void>((resolve) => {
        const cancel = afterRealMs(atMostMs, resolve);
        void Promise.all(ends).then(() => {
          cancel();
          resolve();
        });
      });
    },
  };
}

class ArrivalUnderWay implements Arrival {
  readonly #underWay: Set<ArrivalUnderWay>;
  /** Those who wait for its end. */
  #waiting: (() => void)[] | undefined;

  constructor(underWay: Set<ArrivalUnderWay>) {
    this.#underWay = underWay;
    underWay.add(this);
  }

  end(): void {
    if (!this.#underWay.delete(this)) return;
    for (const resolve of this.#waiting ?? []) resolve();
  }

  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting ??= [];
      this.#waiting.push(resolve);
    });
  }
}
