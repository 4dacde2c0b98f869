import { frameSerializer, pipeline } from "@rcache/core";
import type { Serializer } from "@rcache/core/backend";
import { faultContract, referenceBackend } from "@rcache/testkit";
import { describe, it } from "vitest";
import { compressed, encrypted, signed } from "../src/index.ts";

const keys = { k1: new Uint8Array(32).fill(1) };
const secretKey = "a secret of the tests";

const PIPELINES: readonly Serializer<Uint8Array>[] = [
  pipeline(frameSerializer, compressed()),
  pipeline(frameSerializer, encrypted({ keys })),
  pipeline(frameSerializer, signed({ secretKey })),
  pipeline(frameSerializer, compressed({ format: "zstd" }), encrypted({ keys }), signed({ secretKey })),
];

for (const serializer of PIPELINES) {
  describe(`a store that goes wrong under ${serializer.id}`, () => {
    faultContract({ describe, it }, { open: () => ({ ...referenceBackend(), serializer }) });
  });
}
