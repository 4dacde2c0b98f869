/** What Node reports where a connection ends too early. */
export function connectionReset(message: string): Error & { code: string } {
  return Object.assign(new Error(message), { code: "ECONNRESET" });
}
