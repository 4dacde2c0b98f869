import { documentSerializer, frameSerializer } from "@rcache/core/backend";
import { describe, it } from "vitest";
import { serializerContract } from "../src/index.ts";

for (const serializer of [frameSerializer, documentSerializer])
  describe(serializer.id, () => {
    serializerContract({ describe, it }, serializer);
  });
