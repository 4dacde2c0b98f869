/** Where a stage's clock begins: the first instant of 2026, UTC. */
export const START_MS: number = Date.UTC(2026, 0, 1);

/** An HTTP date, so many seconds after the start. */
export function dateAt(seconds: number): string {
  return new Date(START_MS + seconds * 1_000).toUTCString();
}
