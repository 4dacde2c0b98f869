// One file of SQLite, made, written and read by processes of every runtime at the same time, each with another of its drivers.
import { join } from "node:path";
import { runCommand } from "../../packages/testkit/src/process-contract/run-program.ts";
import { commandOf, type RuntimeName } from "./commands.ts";

const PROGRAM = join(import.meta.dirname, "../../packages/backend-sqlite/test/programs/write-and-read.ts");
const COUNT = 50;
/** The program reads what these four have written. */
const ROUNDS: readonly (readonly (readonly [RuntimeName, string])[])[] = [
  [
    ["node22", "node:sqlite"],
    ["node26", "better-sqlite3"],
    ["bun", "bun:sqlite"],
    ["deno", "node:sqlite"],
  ],
  [
    ["node22", "better-sqlite3"],
    ["node26", "node:sqlite"],
    ["bun", "node:sqlite"],
    ["bun", "bun:sqlite"],
  ],
];

/** Whether all have read what all have written. */
export async function oneFile(directory: string): Promise<boolean> {
  for (const [round, writers] of ROUNDS.entries()) {
    const path = join(directory, `round-${round}.sqlite`);
    const running = await Promise.all(
      writers.map(([runtime, driver], own) => {
        const [command, ...args] = commandOf(runtime, PROGRAM);
        return runCommand(command, [...args, path, String(own), String(COUNT), driver]);
      }),
    );
    for (const expected of ["ready", `stored ${COUNT}`, `read ${COUNT * writers.length}`]) {
      const said = await Promise.all(running.map((one) => one.line()));
      if (said.some((line) => line !== expected)) {
        console.error(`FAILED ${JSON.stringify(writers)}: ${JSON.stringify(said)} instead of ${expected}`);
        for (const one of running) one.kill();
        return false;
      }
      for (const one of running) one.go();
    }
    for (const one of running) await one.ended();
    console.log(`passed: ${writers.map(([runtime, driver]) => `${driver} of ${runtime}`).join(", ")}`);
  }
  return true;
}
