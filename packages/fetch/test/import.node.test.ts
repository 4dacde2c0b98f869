import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const PROGRAM = `
  for (const name of ["Response", "Request", "Headers", "fetch"]) {
    const own = globalThis[name];
    Object.defineProperty(globalThis, name, { configurable: true, get: () => { console.log(name); return own; } });
  }
  await import("@rcache/fetch");
  console.log("imported");
`;

it("is imported without touching what makes Node load its fetch", async () => {
  const args = ["--conditions=@rcache/source", "--input-type=module", "--eval", PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  expect(stdout.trim()).toBe("imported");
});
