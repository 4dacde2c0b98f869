// The first hour of a newcomer, with what would be published: the README's command with four package managers, its first program on six
// runtimes and in a page, declarations that the packages' types have to stand, and SDKs that are cached. `pnpm test:first-hour`; the runtimes
// and compilers are in tests/first-hour/toolchain (some 1.1 GB). With `--short`, which CI runs, by npm on this Node, and the SDKs.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPage } from "./newcomers-page.ts";
import { checkSdks } from "./newcomers-sdks.ts";
import { COMPILERS, checkTypes } from "./newcomers-types.ts";
import { checkWorker } from "./newcomers-worker.ts";
import { packPackages } from "./pack-packages.ts";
import { type RegistryProcess, startRegistry } from "./registry-process.ts";
import { runProgram } from "./run-program.ts";

const root = join(import.meta.dirname, "../../..");
const toolchain = join(root, "tests/first-hour/toolchain");
const tools = join(toolchain, "node_modules");
/** What the README's first program asks is not on this machine. */
const PRELOAD = `globalThis.fetch = async () => Response.json({ login: "octocat" });`;

const isShort = process.argv.includes("--short");
const readme = readFileSync(join(root, "README.md"), "utf8");
/** The README's first command and program, letter for letter. */
const needed = /^npm install (.+)$/m.exec(readme)?.[1]?.split(" ");
const program = /^```ts\n(.*?)^```/ms.exec(readme)?.[1];
if (needed === undefined || program === undefined) throw new Error("README.md has no command or no program");

interface Manager {
  readonly add: readonly string[];
  /** How a program of Node is run in the project, where not by `node`. */
  readonly node?: readonly string[];
}

const yarn = join(tools, "@yarnpkg/cli-dist/bin/yarn.js");
const MANAGERS: Readonly<Record<string, Manager>> = {
  npm: { add: ["npm", "install"] },
  pnpm: { add: [process.execPath, join(tools, "pnpm/bin/pnpm.mjs"), "add"] },
  bun: { add: [join(tools, ".bin/bun"), "add"] },
  yarn: { add: [process.execPath, yarn, "add"], node: [process.execPath, yarn, "node"] },
};

const RUNTIMES: Readonly<Record<string, readonly string[]>> = {
  "Node 22": [join(tools, "node22/bin/node"), "--import", "./preload.mjs"],
  [`Node ${process.versions.node}`]: [process.execPath, "--import", "./preload.mjs"],
  "Node 26": [join(tools, "node26/bin/node"), "--import", "./preload.mjs"],
  Bun: [join(tools, ".bin/bun"), "--preload", "./preload.mjs"],
  Deno: [join(tools, ".bin/deno"), "run", "-A", "--node-modules-dir=manual", "--preload=./preload.mjs"],
};

const scratch = mkdtempSync(join(tmpdir(), "rcache-first-hour-"));
let registry: RegistryProcess | undefined;
try {
  if (!isShort) runProgram("pnpm", ["install", "--frozen-lockfile"], { cwd: toolchain });
  const tarballs = packPackages(root, folder("tarballs"));
  registry = await startRegistry(tarballs.values());
  const { address } = registry;
  const managers = Object.entries(MANAGERS).filter(([name]) => !isShort || name === "npm");
  for (const [name, manager] of managers) install(name, manager, address);
  const withSdks = copyOfProject("with-sdks");
  const sdks = checkSdks(root, withSdks, environment(address, withSdks));
  console.log(`${sdks.join("\n")}\nfirst hour: ${sdks.length} SDKs, each a miss and then a hit`);
  if (isShort) console.log(`first hour, short: by npm on Node ${process.versions.node}`);
  else await checkRuntimes(program, managers.map(([name]) => name).join(", "));
} finally {
  registry?.[Symbol.dispose]();
  rmSync(scratch, { recursive: true, force: true });
}

/** The README's program wherever it can run, and the types wherever they can be checked. */
async function checkRuntimes(program: string, managers: string): Promise<void> {
  for (const [name, command] of Object.entries(RUNTIMES))
    runTwice(name, command, copyOfProject(`on-${name.replaceAll(/\W/g, "-")}`));
  checkWorker(program, join(scratch, "npm"), tools);
  const pageNotRun = await checkPage(program, join(scratch, "npm"), tools);
  checkTypes(join(scratch, "pnpm"), tools, COMPILERS);
  const runtimes = [...Object.keys(RUNTIMES), "workerd", ...(pageNotRun === undefined ? ["Chromium"] : [])];
  console.log(`first hour: by ${managers}; on ${runtimes.join(", ")}; ${COMPILERS.join(", ")}`);
  if (pageNotRun !== undefined) console.log(`NOT RUN: Chromium: ${pageNotRun}`);
}

/** What npm has installed, with nothing stored. */
function copyOfProject(name: string): string {
  const project = join(scratch, name);
  cpSync(join(scratch, "npm"), project, {
    recursive: true,
    filter: (path) => !path.includes("github.sqlite"),
  });
  return project;
}

function folder(name: string): string {
  const path = join(scratch, name);
  mkdirSync(path);
  return path;
}

/** Installs as the README says, and runs its program by hand of the package manager. */
function install(name: string, { add, node = [process.execPath] }: Manager, address: string): void {
  const project = folder(name);
  writeFileSync(
    join(project, "package.json"),
    // As `npm init` writes it.
    JSON.stringify({ name: "newcomer", private: true, type: "commonjs" }),
  );
  // Without a lock file of its own, Yarn looks for a project further up; pnpm for a workspace.
  if (name === "yarn") writeFileSync(join(project, "yarn.lock"), "");
  if (name === "pnpm") writeFileSync(join(project, "pnpm-workspace.yaml"), "packages: []\n");
  writeFileSync(join(project, ".npmrc"), `registry=${address}\n`);
  writeFileSync(join(project, "preload.mjs"), PRELOAD);
  writeFileSync(join(project, "first.mjs"), program ?? "");
  const env = environment(address, project);
  const [command = "", ...args] = add;
  runProgram(command, [...args, ...(needed ?? [])], { cwd: project, env });
  runTwice(name, [...node, "--import", "./preload.mjs"], project, env);
}

/** The second run finds what the first has stored. */
function runTwice(
  name: string,
  command: readonly string[],
  project: string,
  env?: Record<string, string>,
): void {
  const [executable = "", ...args] = command;
  for (const expected of ["false uri-miss\ntrue fresh", "true fresh\ntrue fresh"]) {
    const { stdout } = runProgram(executable, [...args, "first.mjs"], { cwd: project, ...(env && { env }) });
    const lines = stdout.split("\n").slice(0, 2).join("\n");
    if (lines !== expected)
      throw new Error(`${name}: the README's program printed ${JSON.stringify(stdout)}`);
  }
}

function environment(address: string, project: string): Record<string, string> {
  return {
    BUN_CONFIG_REGISTRY: address,
    BUN_INSTALL_CACHE_DIR: join(project, ".bun"),
    npm_config_cache: join(project, ".npm"),
    pnpm_config_store_dir: join(project, ".pnpm-store"),
    YARN_NPM_REGISTRY_SERVER: address.replace(/\/$/, ""),
    YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1",
    YARN_GLOBAL_FOLDER: join(project, ".yarn-global"),
    YARN_NODE_LINKER: "pnp",
    YARN_IGNORE_PATH: "1",
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
  };
}
