import { spawn } from "node:child_process";
import { resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
/** For a mutant that never ends, and does not let a timeout end it either. */
const LONGEST_MS = 120_000;

/** What became of the tests. `loops`: they did not end. */
export type TestsResult = "passed" | "failed" | "loops";

/** What the line begins with that says how a run has ended. */
export const RESULT = "mutants: tests ";

/**
 * Runs the test files whose paths contain one of these, until the first failure.
 *
 * @param mutant its number; undefined: the sources as they are
 * @throws Error where no test ran
 */
export async function runTests(tests: readonly string[], mutant: number | undefined): Promise<TestsResult> {
  const vitest = resolve(ROOT, "node_modules/vitest/vitest.mjs");
  const config = ["--config", "tools/mutants/vitest.config.ts", "--bail", "1"];
  const child = spawn(process.execPath, [vitest, "run", ...config, ...tests], {
    cwd: ROOT,
    env: { ...process.env, ...(mutant === undefined ? {} : { RCACHE_MUTANT: String(mutant) }) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, LONGEST_MS);
  const [out, errors] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  clearTimeout(timer);
  if (hangs) return "loops";
  const result = out
    .split("\n")
    .findLast((line) => line.startsWith(RESULT))
    ?.slice(RESULT.length);
  if (result === "passed") return "passed";
  if (result === "failed" || result === "interrupted") return "failed";
  throw new Error(`no test ran for ${tests.join(", ")}\n${out}\n${errors}`);
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}
