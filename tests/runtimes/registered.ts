// A program that knows nothing of the cache, with `@rcache/patch/register` loaded before it in every way that a runtime has. The packages are
// those that were built, in a project that has them installed.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { commandOf, type RuntimeName } from "./commands.ts";

const PACKAGES = join(import.meta.dirname, "../../packages");
const NAMES = ["backend-memory", "backends", "core", "fetch", "patch"];
const SPECIFIER = "@rcache/patch/register";
/** Deno takes the name of what is published, or a path. */
const PATH = "./node_modules/@rcache/patch/dist/register.js";
const WAYS: Readonly<Record<RuntimeName, readonly (readonly string[])[]>> = {
  node22: [
    ["--import", SPECIFIER],
    ["--require", SPECIFIER],
  ],
  node26: [
    ["--import", SPECIFIER],
    ["--require", SPECIFIER],
  ],
  bun: [["--preload", SPECIFIER], ["--import", SPECIFIER], ["--require", SPECIFIER], ["--config=with.toml"]],
  deno: [
    ["--preload", PATH],
    ["--import", PATH],
    ["--require", PATH],
  ],
};
const HOOKS = `import { isInstalled } from "@rcache/patch";
console.log(["http", "fetch", "undici"].filter((hook) => isInstalled(hook)).join(" "));
`;

/** Whether each way caches what a program of CommonJS asks, and puts the hooks that the runtime has; one warning names what is missing. */
export function registered(runtime: RuntimeName, directory: string): boolean {
  project(directory);
  const isNode = runtime.startsWith("node");
  const expected = ["1 1 1", isNode ? "http fetch undici" : "http fetch"];
  let hasPassed = true;
  for (const flags of WAYS[runtime]) {
    const { said, warned } = both(runtime, flags, directory);
    const warnings = warned.split("RCACHE_HOOK_MISSING").length - 1;
    const isRight = said.join() === expected.join() && warnings === (isNode ? 0 : 2);
    console.log(`${isRight ? "passed" : "FAILED"}: ${runtime} ${flags.join(" ")}`);
    if (!isRight) console.error(JSON.stringify(said), warned);
    hasPassed &&= isRight;
  }
  return hasPassed;
}

function both(
  runtime: RuntimeName,
  flags: readonly string[],
  directory: string,
): { readonly said: readonly string[]; readonly warned: string } {
  const warnings = join(directory, "warnings");
  writeFileSync(warnings, "");
  const file = openSync(warnings, "a");
  try {
    const said = ["ask-twice.cjs", "hooks.mjs"].map((program) => {
      const [command, ...args] = commandOf(runtime, program, flags);
      const env = { ...process.env, NODE_OPTIONS: "", RCACHE_URL: "memory" };
      return execFileSync(command, args, { cwd: directory, env, stdio: ["ignore", "pipe", file] })
        .toString()
        .trim();
    });
    return { said, warned: readFileSync(warnings, "utf8") };
  } finally {
    closeSync(file);
  }
}

function project(directory: string): void {
  mkdirSync(join(directory, "node_modules/@rcache"), { recursive: true });
  for (const name of NAMES) symlinkSync(join(PACKAGES, name), join(directory, "node_modules/@rcache", name));
  writeFileSync(join(directory, "package.json"), "{}");
  writeFileSync(join(directory, "with.toml"), `preload = ["${SPECIFIER}"]\n`);
  writeFileSync(join(directory, "hooks.mjs"), HOOKS);
  copyFileSync(join(PACKAGES, "patch/test/programs/ask-twice.cjs"), join(directory, "ask-twice.cjs"));
}
