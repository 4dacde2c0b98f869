/** Bytes that differ from one block to the next. */
export function everyByte(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => at * 7 + (at >> 8) + (at >> 16));
}
