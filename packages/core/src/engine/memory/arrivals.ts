import { afterRealMs } from "../../platform/pause.ts";

/** Bodies that are read ahead and that nobody has begun to read: their callers take them for received. */
export interface Arrivals {
  /** @returns ends it: it has arrived, somebody reads it, or it does not go on */
  begin(): () => void;
  /** Settles when those of now have ended, or after so much time: an origin that stalls is no reason to wait for ever. */
  settled(atMostMs: number): Promise<void>;
}

export function arrivals(): Arrivals {
  const underWay = new Set<Promise<void>>();
  return {
    begin() {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        end = () => {
          underWay.delete(ended);
          resolve();
        };
      });
      underWay.add(ended);
      return end;
    },
    async settled(atMostMs) {
      if (underWay.size === 0) return;
      await new Promise<void>((resolve) => {
        const cancel = afterRealMs(atMostMs, resolve);
        void Promise.all(underWay).then(() => {
          cancel();
          resolve();
        });
      });
    },
  };
}
