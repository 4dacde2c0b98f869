import { besideTheCache, state } from "../process/process-state.ts";

/** Sends a request without any installed cache, through the `fetch` that was there before the first installation. */
export const originalFetch: typeof fetch = (input, init) => {
  const fetch = state.originalFetch ?? globalThis.fetch;
  return besideTheCache(() => fetch(input, init));
};
