import { afterRealMs } from "../../platform/time/pause.ts";

/** Bodies that are read ahead and that nobody has begun to read: their callers take them for received. */
export interface Arrivals {
  /** @returns ends it: it has arrived, somebody reads it, or it does not go on */
  begin(): () => void;
  /** Settles when those of now have ended, or after so much time: an origin that stalls is no reason to wait for ever. */
  settled(atMostMs: number): Promise<void>;
}

export function arrivals(): Arrivals {
  /** Each with those who wait for its end. */
  const underWay = new Set<(() => void)[]>();
  return {
    begin() {
      const waiting: (() => void)[] = [];
      underWay.add(waiting);
      return () => {
        underWay.delete(waiting);
        for (const resolve of waiting.splice(0)) resolve();
      };
    },
    async settled(atMostMs) {
      if (underWay.size === 0) return;
      const ends = [...underWay].map((waiting) => new Promise<void>((resolve) => waiting.push(resolve)));
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
