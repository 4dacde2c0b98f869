// Runs, under each Node that is supported besides the one this repository brings, the suites that a runtime can change; under Bun and Deno those of
// SQLite on each of their drivers and of a patched process, and the table of clients; under all, what loads the cache before a program; and one
// file of SQLite that all of them share. Once with `--all`: under Node every suite, and what would be published.
// `pnpm test:runtimes`, `pnpm test:runtimes packages/core` (what vitest takes), `--only node22`, `--write` (records the table of clients).
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { commandOf, executableOf, isNode, RUNTIME_NAMES, type RuntimeName } from "./commands.ts";
import { oneFile } from "./one-file.ts";
import { registered } from "./registered.ts";

const ROOT = join(import.meta.dirname, "../..");
const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
const LATE_UNDICI = join(ROOT, "tests/clients/src/programs/late-undici.mjs");
/** The suites that use what a runtime brings. */
const NODE_SUITES = ["packages", "tests/clients", "tests/integration"];
const OTHER_SUITES = ["packages/backend-sqlite", "packages/backend-filesystem", "packages/patch"];
/** Besides the one that is found first. */
const DRIVERS: Readonly<Record<"bun" | "deno", readonly string[]>> = {
  bun: ["node:sqlite", "bun:sqlite"],
  deno: ["node:sqlite"],
};

type Step = readonly [what: string, run: () => boolean | Promise<boolean>];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, all: { type: "boolean" }, write: { type: "boolean" } },
});
const chosen = RUNTIME_NAMES.filter((name) => values.only === undefined || values.only === name);
if (chosen.length === 0) throw new Error(`--only ${values.only}: there are ${RUNTIME_NAMES.join(", ")}`);

const directory = mkdtempSync(join(tmpdir(), "rcache-runtimes-"));
process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
const results: string[] = [];
for (const runtime of chosen) {
  const version = spawnSync(executableOf(runtime), ["--version"], { encoding: "utf8" }).stdout.split(
    "\n",
    1,
  )[0];
  await runSteps(`${runtime} (${version})`, stepsOf(runtime));
}
if (values.only === undefined && positionals.length === 0)
  await runSteps("all of them", [["one file of SQLite", () => oneFile(directory)]]);
for (const result of results) console.log(result);

async function runSteps(who: string, steps: readonly Step[]): Promise<void> {
  console.log(`\n== ${who}\n`);
  const startMs = performance.now();
  const failed: string[] = [];
  for (const [what, run] of steps) if (!(await run())) failed.push(what);
  const seconds = Math.round((performance.now() - startMs) / 1_000);
  results.push(
    `${who}: ${failed.length === 0 ? "all passed" : `FAILED: ${failed.join(", ")}`}, ${seconds} s`,
  );
  if (failed.length > 0) process.exitCode = 1;
}

function stepsOf(runtime: RuntimeName): readonly Step[] {
  if (positionals.length > 0) return [["suites", () => suites(runtime, "node", positionals)]];
  const register: Step = ["register", () => registered(runtime, join(directory, runtime))];
  if (runtime === "bun" || runtime === "deno") {
    const table = join(import.meta.dirname, "clients-table.ts");
    const [command, ...args] = [...commandOf(runtime, table), ...(values.write ? ["--write"] : [])];
    return [
      ["suites", () => suites(runtime, "node", OTHER_SUITES)],
      ...DRIVERS[runtime].map((driver): Step => [driver, () => suites(runtime, driver, [])]),
      ["the table of clients", () => passes(command, args)],
      [
        "an undici that is loaded late",
        () => prints(commandOf(runtime, LATE_UNDICI), "false 1 2 2 true 3\n"),
      ],
      register,
    ];
  }
  return [
    ["suites", () => suites(runtime, "node", values.all ? [] : NODE_SUITES)],
    ["node:sqlite", () => suites(runtime, "node:sqlite", [])],
    register,
    ...(values.all
      ? [["packages", () => passes(executableOf(runtime), ["tools/packed/src/main.ts"])] as const]
      : []),
  ];
}

function suites(runtime: RuntimeName, project: string, filters: readonly string[]): boolean {
  // Bun would give a program that asks for Node to Node.
  const flags = runtime === "bun" ? ["--bun"] : [];
  const [command, ...args] = commandOf(runtime, VITEST, flags);
  return passes(command, [...args, "run", "--project", project, ...filters], isNode(runtime));
}

function prints([command, ...args]: ReturnType<typeof commandOf>, expected: string): boolean {
  const { stdout } = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (stdout !== expected) console.error(`FAILED: ${stdout} instead of ${expected}`);
  return stdout === expected;
}

function passes(command: string, args: readonly string[], isNodesOwn = false): boolean {
  // Programs that tests start by the name `node` are to be this one.
  const PATH = [...(isNodesOwn ? [dirname(command)] : []), process.env["PATH"] ?? ""].join(delimiter);
  return (
    spawnSync(command, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, PATH } }).status === 0
  );
}
