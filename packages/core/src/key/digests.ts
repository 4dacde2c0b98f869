/** Digest functions, passed in because the runtime's own are faster than anything portable. Equal input, equal text; at least 128 bits, base64url. */
export interface Digests {
  text(text: string): string;
  bytes(bytes: Uint8Array): string;
}

/** Joins parts so that no two lists of parts give the same text. */
export function injective(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join("");
}
