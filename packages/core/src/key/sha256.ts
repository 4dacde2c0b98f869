/** A digest function: 32 bytes of SHA-256, whoever computes it. */
export type Digest = (bytes: Uint8Array) => Uint8Array;

const BLOCK = 64;
const INITIAL = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
/** The digits of base64url in the order of their values (RFC 4648 §5). */
export const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

let roundConstants: Int32Array | undefined;

/** SHA-256 (FIPS 180-4) in plain JavaScript, for runtimes that have no synchronous one. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = Int32Array.from(INITIAL);
  const schedule = new Int32Array(BLOCK);
  const wholeBlocks = bytes.length - (bytes.length % BLOCK);
  for (let offset = 0; offset < wholeBlocks; offset += BLOCK) compress(state, schedule, bytes, offset);
  const tail = padded(bytes.subarray(wholeBlocks), bytes.length);
  for (let offset = 0; offset < tail.length; offset += BLOCK) compress(state, schedule, tail, offset);
  const digest = new Uint8Array(32);
  const view = new DataView(digest.buffer);
  for (const [i, word] of state.entries()) view.setInt32(i * 4, word);
  return digest;
}

/** Base64url without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const group = (a << 16) | (b << 8) | c;
    const digits = Math.min(bytes.length - i, 3) + 1;
    for (let digit = 0; digit < digits; digit++) text += BASE64URL.charAt((group >>> (18 - digit * 6)) & 63);
  }
  return text;
}

/** The bytes of base64url without padding; bits that make no whole byte are left out, and what is no digit counts as 0. */
export function fromBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const digit of text) {
    held = ((held << 6) | Math.max(0, BASE64URL.indexOf(digit))) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >>> bits) & 0xff;
    at += 1;
  }
  return bytes;
}

/** Two lower-case digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

function padded(rest: Uint8Array, totalBytes: number): Uint8Array {
  const tail = new Uint8Array(rest.length < BLOCK - 8 ? BLOCK : 2 * BLOCK);
  tail.set(rest);
  tail[rest.length] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(totalBytes / 0x2000_0000));
  view.setUint32(tail.length - 4, (totalBytes * 8) >>> 0);
  return tail;
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function constants(): Int32Array {
  if (roundConstants) return roundConstants;
  const found = new Int32Array(BLOCK);
  for (let candidate = 2, count = 0; count < BLOCK; candidate++) {
    if (!isPrime(candidate)) continue;
    const root = Math.cbrt(candidate);
    found[count++] = (root - Math.floor(root)) * 0x1_0000_0000;
  }
  roundConstants = found;
  return found;
}

function isPrime(candidate: number): boolean {
  for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) return false;
  return true;
}

function rotated(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function compress(state: Int32Array, w: Int32Array, bytes: Uint8Array, offset: number): void {
  const k = constants();
  expand(w, bytes, offset);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < BLOCK; i++) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const sumE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const sumA = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const first = (h + sumE + choice + (k[i] ?? 0) + (w[i] ?? 0)) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + sumA + majority) | 0;
  }
  const words = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i] ?? 0) + (words[i] ?? 0);
}

function expand(w: Int32Array, bytes: Uint8Array, offset: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, BLOCK);
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(i * 4);
  for (let i = 16; i < BLOCK; i++) {
    const near = w[i - 2] ?? 0;
    const far = w[i - 15] ?? 0;
    const sumNear = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
    const sumFar = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
    w[i] = (w[i - 16] ?? 0) + sumFar + (w[i - 7] ?? 0) + sumNear;
  }
}
