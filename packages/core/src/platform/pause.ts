/** The runtime's, whatever a test puts in its place later: what waits for other work waits in real time. */
const setRealTimeout = setTimeout;

/** Settles after so much time; of none, once other work has had its turn. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setRealTimeout(resolve, ms));
}
