/**
 * The URL that a field such as `Location` names; undefined where it names none.
 *
 * A field's value has a character for each byte, and servers write UTF-8: it is read as fetch reads it (RFC 9110 §10.2.2 allows ASCII only).
 */
export function referencedUrl(reference: string, base: string): URL | undefined {
  const text = BYTES_BEYOND_ASCII.test(reference) ? textOfBytes(reference) : reference;
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
}

/** A character beyond these is no byte: some transport has decoded the text. */
const BYTES_BEYOND_ASCII = /^[\0-\x7f]*[\x80-\xff][\0-\xff]*$/;

function textOfBytes(value: string): string {
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
