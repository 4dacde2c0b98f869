import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { resolve } from "node:path";
import { type Mutant, mutantName, mutated } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";
import { runTests } from "./run-tests.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

/** `pnpm mutants [text]`: those whose file or text contains it, or all. */
async function main(wanted = ""): Promise<void> {
  const chosen = [...MUTANTS.entries()].filter(([, mutant]) => mutantName(mutant).includes(wanted));
  for (const [, mutant] of chosen) check(mutant);
  const tests = [...new Set(chosen.flatMap(([, mutant]) => mutant.tests))];
  if ((await runTests(tests, undefined)) !== "passed")
    throw new Error(`the tests do not pass without a mutant: ${tests.join(", ")}`);
  const survivors: Mutant[] = [];
  const mistaken: Mutant[] = [];
  for (const [number, mutant] of chosen) {
    const result = await runTests(mutant.tests, number);
    const isAlive = result === "passed";
    console.log(`${isAlive ? "SURVIVED" : "killed  "} ${mutantName(mutant)}`);
    if (isAlive) survivors.push(mutant);
    if (isAlive !== (mutant.survives !== undefined)) mistaken.push(mutant);
  }
  console.log(`\n${chosen.length} mutants, ${chosen.length - survivors.length} killed`);
  for (const mutant of survivors)
    console.log(`survived: ${mutantName(mutant)}\n  ${mutant.survives ?? "a test is missing"}`);
  for (const mutant of mistaken.filter(({ survives }) => survives !== undefined))
    console.log(`was killed, although it is said to survive: ${mutantName(mutant)}`);
  if (mistaken.length > 0 || chosen.length === 0) process.exitCode = 1;
}

/** A mutant that does not even compile would be killed by any test. */
function check(mutant: Mutant): void {
  stripTypeScriptTypes(mutated(mutant, readFileSync(resolve(ROOT, mutant.file), "utf8")));
}

await main(process.argv[2]);
