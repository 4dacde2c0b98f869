// Runs the suites and what would be published under each Node that is supported besides the one this repository brings, and under Bun and Deno
// the contract of adapters, for a patched process, and the contract of backends, for SQLite over the driver they bring.
// `pnpm test:runtimes`, `pnpm test:runtimes packages/core` (what vitest takes), `pnpm test:runtimes --only node22`.
import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { parseArgs } from "node:util";

const NODES = ["node22", "node26"];
/** How others run a program of TypeScript. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  bun: ["bun"],
  deno: ["deno", "run", "--allow-all", "--no-check"],
};
const CONTRACTS: Readonly<Record<string, string>> = {
  "patched-contract.ts": "the contract of a patched process",
  "sqlite-contract.ts": "the contract of SQLite",
};
const RUNTIMES = [...NODES, ...Object.keys(OTHERS)];
const ROOT = join(import.meta.dirname, "../..");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" } },
});
const chosen = RUNTIMES.filter((name) => values.only === undefined || values.only === name);
if (chosen.length === 0) throw new Error(`--only ${values.only}: there are ${RUNTIMES.join(", ")}`);

const results = chosen
  // What vitest takes is for Node alone.
  .filter((name) => positionals.length === 0 || NODES.includes(name))
  .map((name) => ({ name, ...(NODES.includes(name) ? runUnder(name) : runContracts(name)) }));
for (const { name, version, failed, seconds } of results)
  console.log(
    `${name} (${version}): ${failed.length === 0 ? "all passed" : `FAILED: ${failed.join(", ")}`}, ${seconds} s`,
  );
if (results.some(({ failed }) => failed.length > 0)) process.exitCode = 1;

function runUnder(name: string): { version: string; failed: readonly string[]; seconds: number } {
  const node = join(import.meta.dirname, "node_modules", name, "bin", "node");
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
  console.log(`\n== ${name}: ${version}\n`);
  const startMs = performance.now();
  const steps: Readonly<Record<string, readonly string[]>> = {
    suites: ["node_modules/vitest/vitest.mjs", "run", "--project", "node", ...positionals],
    // Only with all suites: it packs and installs every package.
    ...(positionals.length === 0 ? { packages: ["tools/packed/src/main.ts"] } : {}),
  };
  const failed = Object.entries(steps)
    .filter(([, args]) => !passes(node, args))
    .map(([step]) => step);
  return { version, failed, seconds: Math.round((performance.now() - startMs) / 1_000) };
}

/** vitest runs in no other runtime; the contracts bring what they need of a runner. */
function runContracts(name: string): ReturnType<typeof runUnder> {
  const [command = "", ...args] = OTHERS[name] ?? [];
  const program = join(import.meta.dirname, "node_modules/.bin", command);
  const version = spawnSync(program, ["--version"], { encoding: "utf8" }).stdout.split("\n", 1)[0] ?? "";
  console.log(`\n== ${name}: ${version}\n`);
  const startMs = performance.now();
  const failed = Object.entries(CONTRACTS)
    .filter(([file]) => {
      const contract = [...args, join(import.meta.dirname, file)];
      return spawnSync(program, contract, { cwd: ROOT, stdio: "inherit" }).status !== 0;
    })
    .map(([, what]) => what);
  return { version, failed, seconds: Math.round((performance.now() - startMs) / 1_000) };
}

function passes(node: string, args: readonly string[]): boolean {
  // Programs that tests start by the name `node` are to be this one.
  const PATH = [dirname(node), process.env["PATH"] ?? ""].join(delimiter);
  return spawnSync(node, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, PATH } }).status === 0;
}
