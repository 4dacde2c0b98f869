/** What servers have and browsers lack. */
interface Runtime {
  readonly setImmediate?: (run: () => void) => unknown;
}

/** The runtime's, whatever a test puts in their place later: what waits for other work waits in real time. */
const setRealTimeout = setTimeout;
const clearRealTimeout = clearTimeout;
const setRealImmediate = /* @__PURE__ */ takenAtLoad();

/** Settles once other work has had its turn of the event loop: for a store that goes over many records (contract B24). */
export function turn(): Promise<void> {
  return setRealImmediate === undefined
    ? pause(0)
    : new Promise((resolve) => {
        setRealImmediate(resolve);
      });
}

/** Settles after so much time. */
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

/** By a call, which a bundler may leave out; reading a member of the global object is not. */
function takenAtLoad(): Runtime["setImmediate"] {
  return (globalThis as Runtime).setImmediate; // the cast: core is compiled without Node's types
}
