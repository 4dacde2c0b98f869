// Of this module only: both are in every runtime, and this package has neither the DOM's types nor Node's.
declare const btoa: (latin1: string) => string;
declare const atob: (base64: string) => string;

/** More arguments at once than this are too many for some engines. */
const BYTES_AT_ONCE = 8192;

export function toBase64(bytes: Uint8Array): string {
  let latin1 = "";
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) {
    // Not spread: walking over bytes by their iterator is thirty times slower.
    latin1 += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + BYTES_AT_ONCE));
  }
  return btoa(latin1);
}

/** @throws where it is no base64 */
export function fromBase64(text: string): Uint8Array {
  const latin1 = atob(text);
  const bytes = new Uint8Array(latin1.length);
  for (let at = 0; at < latin1.length; at++) bytes[at] = latin1.charCodeAt(at);
  return bytes;
}
