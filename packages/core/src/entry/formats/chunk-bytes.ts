/** At least two lengths, none of them zero, with a blank between them. */
const LENGTHS = /^[1-9]\d{0,14}(?: [1-9]\d{0,14})+$/;

/** The lengths of a body's chunks as text, as frames and documents have them. */
export function chunkBytesText(lengths: readonly number[]): string {
  return lengths.join(" ");
}

/** undefined: the text is no such list. */
export function parseChunkBytes(text: string): readonly number[] | undefined {
  return LENGTHS.test(text) ? text.split(" ").map(Number) : undefined;
}
