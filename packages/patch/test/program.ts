import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Deno takes what its users write, and would make something else of Node's flags. */
const RUNTIME_FLAGS: readonly string[] =
  "Deno" in globalThis
    ? ["run", "--allow-all", "--no-check"]
    : "Bun" in globalThis
      ? []
      : ["--disable-warning=ExperimentalWarning"];

/** What a program of `programs` prints, in a process of its own. */
export async function program(
  file: string,
  { flags = [], env = {} }: { readonly flags?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ readonly printed: string; readonly warned: string }> {
  const path = join(import.meta.dirname, "programs", file);
  const { stdout, stderr } = await run(
    process.execPath,
    [...RUNTIME_FLAGS, "--conditions=@rcache/source", ...flags, path],
    { env: { ...process.env, NODE_OPTIONS: "", ...env }, cwd: join(import.meta.dirname, "..") },
  );
  return { printed: stdout.trim(), warned: stderr.trim() };
}
