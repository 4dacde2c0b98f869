/** `only-if-cached` with nothing stored that can be used is a network error (Fetch standard); fetch reports it as the cause of its own. */
export function nothingStored(): Error {
  return new Error("only-if-cached: nothing stored can be used");
}
