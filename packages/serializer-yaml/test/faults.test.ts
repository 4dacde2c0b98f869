import { faultContract, referenceBackend } from "@rcache/testkit";
import { describe, it } from "vitest";
import { yamlSerializer } from "../src/index.ts";

describe("a store that goes wrong under yamlSerializer", () => {
  faultContract({ describe, it }, { open: () => ({ ...referenceBackend(), serializer: yamlSerializer }) });
});
