import type { Lookup } from "../../entry/entry.ts";
import { keyText } from "../../key/lookup-of.ts";
import { boundedMap, lengthOfTexts } from "../../platform/maps/bounded-map.ts";
import type { KeptOut } from "../../policy/store/kept-out.ts";
import { type InvalidationMemory, invalidationMemory } from "./invalidation-memory.ts";

const LIMIT = 10_000;
const UNCACHEABLE_MS = 120_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * What the engine remembers about keys in this process. All of it is a hint or a guard: forgetting makes nothing wrong, only slower. Times are
 * milliseconds that never go back.
 */
export interface KeyMemory extends InvalidationMemory {
  /** Names that the answers to this request varied on, when last seen. */
  varyNames(at: Lookup): readonly string[] | undefined;
  rememberVary(at: Lookup, names: readonly string[]): void;
  /** Whether the last answer could not be kept, so that nobody should wait for the next (hit-for-miss). */
  isUncacheable(at: Lookup, elapsedMs: number): boolean;
  /** Why the last response was not stored; undefined: it was, or nobody knows. */
  keptOut(at: Lookup): KeptOut | undefined;
  /** @param waitsFromMs from now on nobody should wait for the next answer; left out: that stays as it is */
  rememberKeptOut(at: Lookup, why: KeptOut, waitsFromMs?: number): void;
  forgetKeptOut(at: Lookup): void;
  /** Whether a background refresh may be tried: after failures it waits, each time longer. */
  mayRefresh(at: Lookup, elapsedMs: number): boolean;
  refreshFailed(at: Lookup, elapsedMs: number): void;
  refreshed(at: Lookup): void;
  /** The origin wants to be left alone for so long (Retry-After); undefined: it does not, any more. */
  defer(at: Lookup, forMs: number | undefined, elapsedMs: number): void;
  /** For how much longer; 0: not. */
  deferredForMs(at: Lookup, elapsedMs: number): number;
}

export function keyMemory(): KeyMemory {
  const vary = boundedMap<string, readonly string[]>(LIMIT, { lengthOf: lengthOfTexts });
  const keptOut = boundedMap<string, { readonly why: KeptOut; readonly uncacheableUntilMs: number }>(LIMIT, {
    lengthOf: ({ why }) => why.said?.length ?? 0,
  });
  const deferrals = boundedMap<string, number>(LIMIT);
  const pauses = boundedMap<string, { untilMs: number; pauseMs: number }>(LIMIT);
  return {
    varyNames: (at) => (vary.size === 0 ? undefined : vary.get(keyText(at))),
    rememberVary(at, names) {
      if (names.length === 0 && vary.size === 0) return;
      const key = keyText(at);
      if (names.length > 0 || vary.get(key) !== undefined) vary.set(key, names);
    },
    isUncacheable: (at, elapsedMs) =>
      keptOut.size > 0 && (keptOut.get(keyText(at))?.uncacheableUntilMs ?? 0) > elapsedMs,
    keptOut: (at) => keptOut.get(keyText(at))?.why,
    rememberKeptOut(at, why, fromMs) {
      const key = keyText(at);
      const untilMs = fromMs === undefined ? keptOut.get(key)?.uncacheableUntilMs : fromMs + UNCACHEABLE_MS;
      keptOut.set(key, { why, uncacheableUntilMs: untilMs ?? 0 });
    },
    forgetKeptOut(at) {
      if (keptOut.size > 0) keptOut.delete(keyText(at));
    },
    mayRefresh: (at, elapsedMs) => (pauses.get(keyText(at))?.untilMs ?? 0) <= elapsedMs,
    refreshFailed(at, elapsedMs) {
      const pauseMs = Math.min(
        LONGEST_PAUSE_MS,
        (pauses.get(keyText(at))?.pauseMs ?? FIRST_PAUSE_MS / 2) * 2,
      );
      pauses.set(keyText(at), { untilMs: elapsedMs + pauseMs, pauseMs });
    },
    refreshed: (at) => pauses.delete(keyText(at)),
    defer(at, forMs, elapsedMs) {
      if (forMs !== undefined) deferrals.set(keyText(at), elapsedMs + forMs);
      else if (deferrals.size > 0) deferrals.delete(keyText(at));
    },
    deferredForMs: (at, elapsedMs) =>
      deferrals.size === 0 ? 0 : Math.max(0, (deferrals.get(keyText(at)) ?? 0) - elapsedMs),
    ...invalidationMemory(),
  };
}
