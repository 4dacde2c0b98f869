/** The text of bytes, or undefined where they are no UTF-8. Lossless: what is decoded encodes to the same bytes, a byte order mark included. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Another charset, or no text at all.
    return undefined;
  }
}
