import { faultContract, referenceBackend } from "@rcache/testkit";
import { describe, it } from "vitest";
import { jsonSerializer } from "../src/index.ts";

describe("a store that goes wrong under jsonSerializer", () => {
  faultContract({ describe, it }, { open: () => ({ ...referenceBackend(), serializer: jsonSerializer }) });
});
