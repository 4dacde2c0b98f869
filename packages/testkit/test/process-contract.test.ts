import { describe, expect, it } from "vitest";
import { processContract, runProgram } from "../src/index.ts";
import { failures, recordingRunner } from "./recording-runner.ts";

describe("the process contract", () => {
  it("fails in every promise where processes share nothing", async () => {
    const { runner, tests } = recordingRunner();
    processContract(runner, { module: new URL("./programs/unshared-backend.ts", import.meta.url) });
    const failed = await failures(tests);
    expect(Object.fromEntries(failed)).toEqual({
      P1: expect.stringContaining("records that went"),
      P2: expect.stringContaining("the other process's put"),
      P3: expect.stringContaining("overtaken answer"),
      P4: expect.stringContaining("requests to the origin"),
      P5: expect.stringContaining("free before its time"),
      P6: expect.stringContaining("free before its time"),
      P7: expect.stringContaining("was free"),
    });
  });
});

describe("runProgram", () => {
  it("says why there is no line", async () => {
    await using program = await runProgram(new URL("./programs/no-such-program.ts", import.meta.url));
    await expect(program.line()).rejects.toThrow("no-such-program");
    expect(await program.ended()).toMatchObject({ by: 1 });
  });
});
