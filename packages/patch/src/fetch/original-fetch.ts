import { besideTheCache, state } from "../process/process-state.ts";

/** Asks without any cache of this process, by the fetch that stood there before the first was installed. */
export const originalFetch: typeof fetch = (input, init) => {
  const fetch = state.originalFetch ?? globalThis.fetch;
  return besideTheCache(() => fetch(input, init));
};
