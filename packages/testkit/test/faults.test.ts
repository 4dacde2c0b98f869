import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { faultContract, referenceBackend } from "../src/index.ts";
import { failures, recordingRunner } from "./recording-runner.ts";

for (const valueKind of ["bytes", "document", "entry"] as const)
  describe(`the reference backend of valueKind ${valueKind}`, () => {
    faultContract({ describe, it }, { open: () => referenceBackend({ valueKind }) });
  });

describe("a backend", () => {
  it("that sweeps nothing, loses stores or forgets bodies is found out", async () => {
    const failedBy = async (change: (whole: Backend) => Partial<Backend>): Promise<readonly string[]> => {
      const { runner, tests } = recordingRunner();
      const open = (): Backend => {
        const whole = referenceBackend();
        return { ...whole, ...change(whole) };
      };
      faultContract(runner, { open });
      return [...(await failures(tests)).keys()];
    };
    expect(await failedBy(() => ({}))).toEqual([]);
    expect(await failedBy(() => ({ sweep: () => ({ removed: 0, more: false }) }))).toEqual(["F22"]);
    const lost = await failedBy(() => ({ put: () => "stored" as const }));
    expect(lost).toEqual(["F5", "F7", "F9", "F4", "F14", "F21", "F6", "F8", "F22"]);
    const forgotten = await failedBy(({ bodies }) =>
      bodies === undefined ? {} : { bodies: { ...bodies, open: () => undefined } },
    );
    expect(forgotten).toEqual(["F5", "F6", "F8", "F14", "F22", "F21"]);
  });
});
