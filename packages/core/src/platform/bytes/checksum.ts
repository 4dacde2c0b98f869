import type { Checksum } from "../../entry/formats/frame.ts";
import { builtin } from "../process/builtin.ts";

let fastestCrc32: Checksum | undefined;
let tables: Int32Array | undefined;

/** CRC-32 (ISO-HDLC, as in zip) of the bytes, unsigned, continuing from `seed`. The runtime's own where it has one, looked up on first use. */
export const crc32: Checksum = (bytes, seed = 0) => {
  fastestCrc32 ??= nativeCrc32() ?? portableCrc32;
  return fastestCrc32(bytes, seed);
};

/** {@link crc32} in plain JavaScript, eight bytes a step. */
export const portableCrc32: Checksum = (bytes, seed = 0) => {
  const t = crcTables();
  let crc = ~seed;
  let i = 0;
  for (const end = bytes.length - (bytes.length % 8); i < end; i += 8) {
    const low = crc ^ word(bytes, i);
    const high = word(bytes, i + 4);
    crc =
      at(t, 7, low) ^
      at(t, 6, low >>> 8) ^
      at(t, 5, low >>> 16) ^
      at(t, 4, low >>> 24) ^
      at(t, 3, high) ^
      at(t, 2, high >>> 8) ^
      at(t, 1, high >>> 16) ^
      at(t, 0, high >>> 24);
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ at(t, 0, crc ^ (bytes[i] ?? 0));
  return ~crc >>> 0;
};

/**
 * The checksum of bytes, or of a text as UTF-8: `crc32:` (ISO 3309, as in zip) and eight hexadecimal digits. It detects accidental damage,
 * not forgery.
 */
export function checksumOf(content: string | Uint8Array): string {
  return checksumText(crc32(typeof content === "string" ? new TextEncoder().encode(content) : content));
}

function checksumText(crc: number): string {
  return `crc32:${crc.toString(16).padStart(8, "0")}`;
}

function word(bytes: Uint8Array, i: number): number {
  return (
    (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24)
  );
}

function at(table: Int32Array, row: number, value: number): number {
  return table[row * 256 + (value & 0xff)] ?? 0;
}

function crcTables(): Int32Array {
  if (tables) return tables;
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    made[byte] = crc;
  }
  for (let i = 256; i < made.length; i++) {
    const above = made[i - 256] ?? 0;
    made[i] = (above >>> 8) ^ at(made, 0, above);
  }
  tables = made;
  return made;
}

function nativeCrc32(): Checksum | undefined {
  const crc = builtin("node:zlib", "crc32");
  // The cast: node:zlib documents exactly this signature.
  return typeof crc === "function" ? (crc as Checksum) : undefined;
}
