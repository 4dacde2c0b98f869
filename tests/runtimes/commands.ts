import { join } from "node:path";

/** The runtimes that are installed beside this file. */
export const RUNTIME_NAMES = ["node22", "node26", "bun", "deno"] as const;

/** The name of a runtime. */
export type RuntimeName = (typeof RUNTIME_NAMES)[number];

const INSTALLED = join(import.meta.dirname, "node_modules");
/** Modules of this repository are found as sources. */
const FROM_SOURCES = "--conditions=@rcache/source";

/** The program that a runtime is. */
export function executableOf(runtime: RuntimeName): string {
  return isNode(runtime) ? join(INSTALLED, runtime, "bin", "node") : join(INSTALLED, ".bin", runtime);
}

export function isNode(runtime: RuntimeName): boolean {
  return runtime.startsWith("node");
}

/** How a runtime runs a program, as its users do. */
export function commandOf(
  runtime: RuntimeName,
  program: string,
  flags: readonly string[] = [FROM_SOURCES],
): readonly [command: string, ...args: string[]] {
  const own = runtime === "deno" ? ["run", "--allow-all", "--no-check"] : [];
  return [executableOf(runtime), ...own, ...flags, program];
}
