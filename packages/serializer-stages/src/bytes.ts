import type { Address, Bytes } from "@rcache/core/backend";

const utf8 = new TextEncoder();

/** The parts one after the other. */
export function joinedBytes(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** Texts as bytes, each with its length before it, so that no two lists give the same bytes. */
export function textsAsBytes(...texts: readonly string[]): Bytes {
  return joinedBytes(
    texts.flatMap((text) => {
      const bytes = utf8.encode(text);
      return [uint32(bytes.byteLength), bytes];
    }),
  );
}

/** What binds a value to its place: no other record's value is taken for it. */
export function boundTo(purpose: string, { target, selector, variant }: Address): Bytes {
  return textsAsBytes(purpose, target, selector, variant);
}

/** Big-endian. */
export function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** On a buffer of its own, whatever kind the caller's was: the platform's cryptography takes no shared memory. */
export function ownBytes(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
