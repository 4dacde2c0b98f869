import type { CacheOptions } from "@rcache/core";
import { type Answer, type Asking, type Mode, openStage } from "./stage.ts";

/** One answer of the origin, and a second request for it. */
export interface Trial extends Answer {
  /** Both requests. */
  readonly asking?: Asking;
  /** The second request, where it is another. */
  readonly again?: Asking;
  /** How long after the first one, in seconds. @default 0 */
  readonly after?: number;
  readonly options?: Partial<CacheOptions>;
}

/** How the second of two equal requests is answered: `hit` where the first answer was stored and is fresh. */
export async function secondAnswer(mode: Mode, trial: Trial): Promise<string> {
  const { asking = {}, again = asking, after = 0, options, ...answer } = trial;
  await using stage = openStage(mode, options);
  stage.origin("/a", { body: "a", ...answer });
  await stage.ask("/a", asking);
  stage.later(after);
  return (await stage.ask("/a", again)).cache.kind;
}

/** How long an answer is used without a question: the first whole second at which it is not, or `Infinity` past `most`. */
export async function freshSeconds(mode: Mode, trial: Trial, most = 200_000): Promise<number> {
  const { asking = {}, options, ...answer } = trial;
  await using stage = openStage(mode, options);
  stage.origin("/a", { body: "a", ...answer });
  await stage.ask("/a", asking);
  const startMs = stage.clock.nowMs();
  const isFresh = async (seconds: number): Promise<boolean> => {
    stage.clock.advance(startMs + seconds * 1_000 - stage.clock.nowMs());
    const { cache } = await stage.ask("/a", { ...asking, options: { readOnly: true } });
    return cache.kind === "hit";
  };
  if (await isFresh(most)) return Number.POSITIVE_INFINITY;
  let [fresh, stale] = [-1, most];
  while (stale - fresh > 1) {
    const middle = Math.floor((fresh + stale) / 2);
    if (await isFresh(middle)) fresh = middle;
    else stale = middle;
  }
  return stale;
}

/** Whether the first answer was kept at all, fresh or not. */
export async function isKept(mode: Mode, trial: Trial): Promise<boolean> {
  const { asking = {}, options, ...answer } = trial;
  await using stage = openStage(mode, options);
  stage.origin("/a", { body: "a", ...answer });
  await stage.ask("/a", asking);
  await stage.cache.flush();
  return (await stage.cache.count()) > 0;
}
