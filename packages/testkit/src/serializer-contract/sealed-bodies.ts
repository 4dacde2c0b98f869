import type { Chunks, Serializer } from "@rcache/core/backend";
import { everyByte } from "../builders/entry-of.ts";
import { joined } from "../bytes.ts";
import { checkEqual } from "../check.ts";

const SIZES = [0, 1, 65_535, 65_536, 200_003];

/** The optional member `body`. */
export async function proveSealing(serializer: Serializer): Promise<void> {
  const { body } = serializer;
  if (body === undefined) return;
  for (const size of SIZES) {
    const plain = everyByte(size);
    const sealed = await collected(body.seal(cut(plain, 10_007), `body-${size}`));
    for (const by of [4_093, 65_536, Math.max(1, sealed.length)]) {
      const opened = await collected(body.open(cut(sealed, by), `body-${size}`));
      checkEqual(opened, plain, `a body of ${size} bytes, opened in chunks of ${by}`);
    }
    if (!body.seekable) continue;
    checkEqual(
      sealed.length,
      size,
      `bytes of a body of ${size}, sealed so that it can be read from anywhere`,
    );
    for (const from of [1, size >> 1, size - 1].filter((one) => one > 0 && one < size)) {
      const opened = await collected(body.open(cut(sealed.subarray(from), 4_093), `body-${size}`));
      checkEqual(opened, plain.subarray(from), `a body of ${size} bytes, opened from byte ${from}`);
    }
  }
}

async function* cut(bytes: Uint8Array, by: number): Chunks {
  for (let start = 0; start < bytes.length; start += by) yield bytes.slice(start, start + by);
}

async function collected(chunks: Chunks): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return joined(parts);
}
