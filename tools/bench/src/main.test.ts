import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

// The benchmark is for the Node that this repository brings, and written for it.
const hasStacks = Reflect.has(globalThis, "AsyncDisposableStack");
const NO_STACKS = `${process.version} has no AsyncDisposableStack, which the benchmark is written with. Node 24 has.`;
const PROGRAM = fileURLToPath(new URL("main.ts", import.meta.url));

function bench(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const flags = ["--conditions=@rcache/source", "--expose-gc", "--no-warnings"];
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, PROGRAM, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, stdout, stderr });
    });
  });
}

describe("the benchmark", () => {
  it("prints JSON, with one origin hit for a herd of 200", { timeout: 60_000 }, async ({ skip }) => {
    skip(!hasStacks, NO_STACKS);
    const { stdout, stderr } = await bench("--quick", "--only", "s6", "--json", "-");
    expect(stdout, stderr).toMatch(/^\{/);
    const { quick, results } = JSON.parse(stdout);
    expect(quick).toBe(true);
    expect(results).toHaveLength(1);
    const [{ id, rows }] = results;
    expect(id).toBe("s6");
    const hits = Object.fromEntries(
      rows.map((row: { contender: string; figures: { originHits: number } }) => [
        row.contender,
        row.figures.originHits,
      ]),
    );
    expect(hits).toMatchObject({
      "limit: one plain fetch": 1,
      "plain fetch": 200,
      "rcache memory": 1,
      "rcache SQLite": 1,
    });
    expect(stderr).toContain("S6");
  });

  it("refuses an unknown scenario and names those there are", async ({ skip }) => {
    skip(!hasStacks, NO_STACKS);
    const { code, stderr } = await bench("--only", "s99");
    expect(code).toBe(1);
    expect(stderr).toContain('there is no scenario "s99": use s1a, s1b');
  });
});
