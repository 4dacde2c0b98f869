import { describe, it } from "vitest";
import { backendContract, referenceBackend } from "../src/index.ts";

for (const valueKind of ["bytes", "document", "entry"] as const)
  describe(`referenceBackend of the valueKind ${valueKind}`, () => {
    backendContract({ describe, it }, { open: () => referenceBackend({ valueKind }) });
  });
