/** The runtime's, whatever a test puts in its place later: who waits for the table waits in real time. */
const setRealTimeout = setTimeout;

/** Settles after so much time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setRealTimeout(resolve, ms));
}
