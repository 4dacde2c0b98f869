/** A hundred years: more than that, not every database takes. */
const MOST_MS = 3_155_760_000_000;

/** From now on, in milliseconds; undefined for what never expires. */
export function timeToLiveMs(expiresAtMs: number): number | undefined {
  const left = expiresAtMs - Date.now();
  return left > MOST_MS ? undefined : Math.max(1, left);
}
