import { frameSerializer, pipeline } from "@rcache/core";
import type { Serializer } from "@rcache/core/backend";
import { serializerContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { compressed, encrypted, signed } from "../src/index.ts";

const keys = { k2: new Uint8Array(32).fill(2), k1: new Uint8Array(16).fill(1) };
const secretKey = "a secret of the tests";

const PIPELINES: readonly Serializer<Uint8Array>[] = [
  pipeline(frameSerializer, compressed()),
  pipeline(frameSerializer, compressed({ format: "br" })),
  pipeline(frameSerializer, compressed({ format: "zstd" })),
  pipeline(frameSerializer, encrypted({ keys })),
  pipeline(frameSerializer, signed({ secretKey })),
  pipeline(frameSerializer, compressed(), encrypted({ keys }), signed({ secretKey })),
  pipeline(frameSerializer, signed({ secretKey }), compressed({ format: "zstd" })),
];

for (const serializer of PIPELINES) {
  describe(serializer.id, () => {
    serializerContract({ describe, it }, serializer);
  });
}
