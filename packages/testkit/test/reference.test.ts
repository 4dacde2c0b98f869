import { describe, it } from "vitest";
import { backendContract, referenceBackend } from "../src/index.ts";

for (const form of ["bytes", "document", "entry"] as const)
  describe(`referenceBackend of the form ${form}`, () => {
    backendContract({ describe, it }, { open: () => referenceBackend({ form }) });
  });
