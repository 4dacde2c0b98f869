/** The runtime's, whatever a test puts in their place later: what waits for other work waits in real time. */
const setRealTimeout = setTimeout;
const clearRealTimeout = clearTimeout;

/** Settles after so much time; of none, once other work has had its turn. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setRealTimeout(resolve, ms));
}

/**
 * Calls `run` after so much time.
 *
 * @returns cancels it
 */
export function afterRealMs(ms: number, run: () => void): () => void {
  const timer = setRealTimeout(run, ms);
  return () => clearRealTimeout(timer);
}
