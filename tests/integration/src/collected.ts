import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { until } from "./gate.ts";

setFlagsFromString("--expose-gc");

/** Collects what nobody holds. */
export const collectGarbage: () => void = runInNewContext("gc");

/** Lets the event loop turn, and garbage be collected, until the condition holds. */
export function untilCollected(condition: () => boolean, what: string): Promise<void> {
  let turn = 0;
  return until(() => {
    turn += 1;
    if (turn % 100 === 1) collectGarbage();
    return condition();
  }, what);
}
