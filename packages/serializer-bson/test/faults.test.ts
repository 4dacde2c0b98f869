import { faultContract, referenceBackend } from "@rcache/testkit";
import { describe, it } from "vitest";
import { bsonSerializer } from "../src/index.ts";

describe("a store that goes wrong under bsonSerializer", () => {
  faultContract({ describe, it }, { open: () => ({ ...referenceBackend(), serializer: bsonSerializer }) });
});
