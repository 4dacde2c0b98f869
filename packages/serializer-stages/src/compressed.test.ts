import { gunzipSync, gzipSync } from "node:zlib";
import { frameSerializer, pipeline } from "@rcache/core";
import type { Serializer } from "@rcache/core/backend";
import { entryOf } from "@rcache/testkit";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type CompressedOptions, compressed } from "./compressed.ts";

/** Keeps whatever bytes a test wants to see packed. */
function plainBytes(plain: Uint8Array): Serializer<Uint8Array> {
  return { ...frameSerializer, id: "plain1", encode: () => plain };
}

const { address } = entryOf();
const longText = new TextEncoder().encode("the same again ".repeat(1000));

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a compressed value", () => {
  it.each(["gzip", "br", "zstd"] as const)("is shorter where that is worth it: %s", async (format) => {
    const packed = await pipeline(plainBytes(longText), compressed({ format })).encode(entryOf(), address);
    expect(packed[0]).toBe(1);
    expect(packed.length).toBeLessThan(longText.length / 10);
  });

  it("is one byte longer where it is not", async () => {
    const noise = crypto.getRandomValues(new Uint8Array(5000));
    for (const plain of [noise, longText.subarray(0, 200)]) {
      const packed = await pipeline(plainBytes(plain), compressed()).encode(entryOf(), address);
      expect([...packed]).toEqual([0, ...plain]);
    }
  });

  it("is what any gzip reads", async () => {
    const packed = await pipeline(plainBytes(longText), compressed()).encode(entryOf(), address);
    expect(gunzipSync(packed.subarray(1))).toEqual(Buffer.from(longText));
  });

  it("F30 is corrupt where it becomes too long, and takes no memory for it", async () => {
    const bomb = Uint8Array.of(1, ...gzipSync(new Uint8Array(100_000_000)));
    const before = process.memoryUsage().arrayBuffers;
    expect(await pipeline(frameSerializer, compressed()).decode(bomb, address)).toEqual({ fault: "corrupt" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80_000_000);
    const small = pipeline(frameSerializer, compressed({ maxInflatedBytes: 10 }));
    const packed = await small.encode(entryOf({ body: new Uint8Array(1000) }), address);
    expect(packed[0]).toBe(1);
    expect(await small.decode(packed, address)).toEqual({ fault: "corrupt" });
  });

  it("comes back from a thread of its own where it is large", async () => {
    const body = new Uint8Array(3_000_000).map((_, at) => (at * at) >> 3);
    const serializer = pipeline(frameSerializer, compressed());
    const entry = entryOf({ body });
    const packed = await serializer.encode(entry, address);
    expect(await serializer.decode(packed, address)).toMatchObject({ entry: { body } });
    packed[packed.length >> 1] = (packed[packed.length >> 1] ?? 0) ^ 1;
    expect(await serializer.decode(packed, address)).toEqual({ fault: "corrupt" });
  });

  it("is answered at once where it is small and the serializer answers at once", () => {
    const serializer = pipeline(frameSerializer, compressed());
    const packed = serializer.encode(entryOf(), address);
    expect(packed).toBeInstanceOf(Uint8Array);
    if (packed instanceof Uint8Array) expect(serializer.decode(packed, address)).not.toBeInstanceOf(Promise);
  });
});

describe("a runtime without node:zlib", () => {
  it("uses the web's own gzip, and reads what Node has written", async () => {
    const onNode = pipeline(frameSerializer, compressed());
    vi.stubGlobal("process", undefined);
    const onWeb = pipeline(frameSerializer, compressed({ maxInflatedBytes: 100_000 }));
    vi.unstubAllGlobals();
    const entry = entryOf({ body: longText });
    const [a, b] = [await onNode.encode(entry, address), await onWeb.encode(entry, address)];
    expect(await onWeb.decode(a, address)).toMatchObject({ entry: { body: longText } });
    expect(await onNode.decode(b, address)).toMatchObject({ entry: { body: longText } });
    const bomb = Uint8Array.of(1, ...gzipSync(new Uint8Array(10_000_000)));
    expect(await onWeb.decode(bomb, address)).toEqual({ fault: "corrupt" });
  });

  it.each(["br", "zstd"] as const)("has no %s", (format) => {
    vi.stubGlobal("process", undefined);
    expect(() => compressed({ format })).toThrow(/RCACHE_UNSUPPORTED.*no /);
  });

  it("without streams has no gzip either", () => {
    vi.stubGlobal("process", { getBuiltinModule: () => undefined });
    vi.stubGlobal("CompressionStream", undefined);
    expect(() => compressed()).toThrow(/RCACHE_UNSUPPORTED.*gzip/);
  });
});

it.each<[unknown, RegExp]>([
  [{ format: "deflate" }, /RCACHE_INVALID_OPTION.*"deflate"/],
  [{ maxInflatedBytes: 0 }, /RCACHE_INVALID_OPTION.*0/],
  [{ maxInflatedBytes: "1k" }, /RCACHE_INVALID_OPTION.*1k/],
  [{ level: 9 }, /RCACHE_UNKNOWN_OPTION.*"compressed\.level"/],
  [null, /RCACHE_INVALID_OPTION.*null/],
])("compressed refuses %j", (options, message) => {
  // The cast: what a program without types may pass.
  expect(() => compressed(options as CompressedOptions)).toThrow(message);
});
