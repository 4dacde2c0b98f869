import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Chunks, frameSerializer, pipeline } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { compressed, encrypted, signed } from "../src/index.ts";

const AT = { target: "https://example.com/users?token=1", selector: "GET.p1", variant: "v1" };
const keys = { k1: new Uint8Array(32).fill(1) };
const secretKey = "fixture";

/** What a released version has written. A new format adds a file; nobody edits one. */
function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures", `${name}.bin`)));
}

async function* once(bytes: Uint8Array): Chunks {
  yield bytes;
}

describe.each([
  pipeline(frameSerializer, compressed()),
  pipeline(frameSerializer, compressed({ format: "br" })),
  pipeline(frameSerializer, compressed({ format: "zstd" })),
  pipeline(frameSerializer, encrypted({ keys })),
  pipeline(frameSerializer, signed({ secretKey })),
  pipeline(frameSerializer, compressed(), encrypted({ keys }), signed({ secretKey })),
])("$id", (serializer) => {
  it("F10 is read as it was written", async () => {
    expect(await serializer.decode(fixture(serializer.id), AT)).toMatchObject({
      entry: { revision: "1", tags: ["users"], body: new TextEncoder().encode("again ".repeat(100)) },
    });
  });

  it("opens a large body that it has sealed", async () => {
    const parts: Uint8Array[] = [];
    for await (const chunk of serializer.body?.open(once(fixture(`${serializer.id}.body`)), "body-1") ?? [])
      parts.push(chunk);
    expect(Buffer.concat(parts).toString()).toBe("large ".repeat(20_000));
  });
});
