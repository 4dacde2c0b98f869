import { type Chunks, frameSerializer, pipeline } from "@rcache/core";
import type { Serializer, Stage } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { everyByte } from "../test/every-byte.ts";
import { compressed } from "./compressed.ts";
import { encrypted } from "./encrypted.ts";
import { signed } from "./signed.ts";

const PIECE = 65_536;
const key = new Uint8Array(32).fill(9);

async function* cut(bytes: Uint8Array, by: number): Chunks {
  for (let at = 0; at < bytes.length; at += by) yield bytes.slice(at, at + by);
}

async function collected(chunks: Chunks): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

function bodyOf(stage: Stage): NonNullable<Serializer["body"]> {
  const { body } = pipeline(frameSerializer, stage);
  return body ?? expect.unreachable("it seals bodies");
}

const SEALS: readonly (readonly [string, Stage, overhead: number, header: number])[] = [
  ["encrypted", encrypted({ keys: { k: key } }), 16, 3 + 32],
  ["signed", signed({ secretKey: key }), 32, 9 + 16],
];

describe.each(SEALS)("a body that is %s", (_, stage, overhead, header) => {
  const body = bodyOf(stage);
  const sealed = (size: number, id = "b"): Promise<Uint8Array> =>
    collected(body.seal(cut(everyByte(size), 1000), id));
  const opened = (bytes: Uint8Array, id = "b"): Promise<Uint8Array> =>
    collected(body.open(cut(bytes, 777), id));

  it("is never the same twice, and says how long it is by its length only", async () => {
    expect(await sealed(5)).not.toEqual(await sealed(5));
    expect((await sealed(2 * PIECE)).length).toBe(header + 2 * (PIECE + overhead));
    expect((await sealed(0)).length).toBe(header + overhead);
  });

  it.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])(
    "fails where %i bytes are cut off anywhere",
    async (size) => {
      const whole = await sealed(size);
      for (const left of new Set([
        0,
        1,
        header - 1,
        header,
        header + 1,
        whole.length - 1,
        whole.length - overhead,
      ]))
        await expect(opened(whole.subarray(0, left))).rejects.toThrow("RCACHE_BODY_CORRUPT");
      expect(await opened(whole)).toEqual(Buffer.from(everyByte(size)));
    },
  );

  it("fails where whole pieces are cut off, moved, left out or come twice", async () => {
    const whole = await sealed(3 * PIECE);
    const step = PIECE + overhead;
    const [first, a, b, c] = [
      whole.subarray(0, header),
      whole.subarray(header, header + step),
      whole.subarray(header + step, header + 2 * step),
      whole.subarray(header + 2 * step),
    ];
    for (const pieces of [[a, b], [a], [], [b, a, c], [a, c], [a, b, b, c], [c], [a, b, c, c]])
      await expect(opened(Buffer.concat([first, ...pieces]))).rejects.toThrow("RCACHE_BODY_CORRUPT");
    expect(await opened(Buffer.concat([first, a, b, c]))).toEqual(Buffer.from(everyByte(3 * PIECE)));
  });

  it("fails where a bit is flipped", async () => {
    const whole = await sealed(200);
    for (let at = 0; at < whole.length; at++) {
      const flipped = whole.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      await expect(opened(flipped), `byte ${at}`).rejects.toThrow("RCACHE_BODY_CORRUPT");
    }
  });

  it("fails under another id", async () => {
    await expect(opened(await sealed(10), "c")).rejects.toThrow("RCACHE_BODY_CORRUPT");
  });

  it("mixes no two bodies of one id", async () => {
    const [one, two] = [await sealed(2 * PIECE), await sealed(2 * PIECE)];
    const mixed = Buffer.concat([
      one.subarray(0, header + PIECE + overhead),
      two.subarray(header + PIECE + overhead),
    ]);
    await expect(opened(mixed)).rejects.toThrow("RCACHE_BODY_CORRUPT");
  });

  it("hands on what is wrong with its source", async () => {
    const broken = (async function* (): Chunks {
      yield everyByte(10);
      throw new Error("the origin left");
    })();
    await expect(collected(body.seal(broken, "b"))).rejects.toThrow("the origin left");
  });

  it("takes chunks whose memory is used again", async () => {
    const again = (async function* (): Chunks {
      const memory = new Uint8Array(1000);
      for (let byte = 0; byte < 200; byte++) yield memory.fill(byte);
    })();
    const plain = await opened(await collected(body.seal(again, "b")));
    expect([...plain.filter((_, at) => at % 1000 === 999)]).toEqual(
      Array.from({ length: 200 }, (_, at) => at),
    );
  });
});

describe.each(["gzip", "br", "zstd"] as const)("a body compressed as %s", (format) => {
  const body = bodyOf(compressed({ format }));

  it("takes as little memory as a chunk, however long it becomes", async () => {
    const block = new Uint8Array(1_048_576);
    const zeros = async function* (blocks: number): Chunks {
      for (let at = 0; at < blocks; at++) yield block;
    };
    const packed = await collected(body.seal(zeros(64), "b"));
    expect(packed.length).toBeLessThan(1_048_576);
    let length = 0;
    let longest = 0;
    for await (const chunk of body.open(cut(packed, 65_536), "b")) {
      length += chunk.length;
      longest = Math.max(longest, chunk.length);
    }
    expect(length).toBe(64 * block.length);
    expect(longest).toBeLessThan(block.length);
  });

  it("F30 stops at the limit that was given, on both ways", async () => {
    const limited = bodyOf(compressed({ format, maxInflatedBytes: 1000 }));
    const packed = await collected(body.seal(cut(new Uint8Array(1001), 100), "b"));
    await expect(collected(limited.open(cut(packed, 10), "b"))).rejects.toThrow("longer than 1000 bytes");
    await expect(collected(limited.seal(cut(new Uint8Array(1001), 100), "b"))).rejects.toThrow(
      "longer than 1000",
    );
    expect((await collected(limited.open(limited.seal(cut(new Uint8Array(1000), 7), "b"), "b"))).length).toBe(
      1000,
    );
  });

  it("fails where it is cut off anywhere, and where something follows", async () => {
    for (const size of [0, 1, 300, 100_000, 400_000]) {
      const packed = await collected(body.seal(cut(everyByte(size), 5000), "b"));
      const lengths = [0, 1, 4, 5, 6, 9, packed.length >> 1, packed.length - 5, packed.length - 1];
      for (const left of new Set(lengths.filter((length) => length >= 0 && length < packed.length)))
        await expect(
          collected(body.open(cut(packed.subarray(0, left), 999), "b")),
          `${left}`,
        ).rejects.toThrow("RCACHE_BODY_CORRUPT");
      expect(await collected(body.open(cut(packed, 7), "b"))).toEqual(Buffer.from(everyByte(size)));
    }
  });

  it("hands on what is wrong with its source, on both ways", async () => {
    const broken = (bytes: Uint8Array): Chunks =>
      (async function* () {
        yield bytes;
        throw new Error("the store left");
      })();
    const packed = await collected(body.seal(cut(everyByte(100_000), 5000), "b"));
    await expect(collected(body.open(broken(packed.subarray(0, 100)), "b"))).rejects.toThrow(
      "the store left",
    );
    await expect(collected(body.seal(broken(everyByte(10)), "b"))).rejects.toThrow("the store left");
  });

  it("ends its source where the reader leaves", async () => {
    let ended = false;
    const source = (async function* (): Chunks {
      try {
        for (;;) yield crypto.getRandomValues(new Uint8Array(65_536));
      } finally {
        ended = true;
      }
    })();
    for await (const chunk of body.seal(source, "b")) if (chunk.length > 0) break;
    await expect.poll(() => ended).toBe(true);
  });
});
