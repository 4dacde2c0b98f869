import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What a program of `programs` does, in a process of its own. */
export interface Ran {
  readonly printed: string;
  readonly warned: string;
  readonly code: number | null;
}

/** Runs a program to its end. */
export function ran(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const flags = ["--conditions=@rcache/source", "--disable-warning=ExperimentalWarning"];
  const path = join(import.meta.dirname, "programs", file);
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, path, ...args], {
    encoding: "utf8",
    timeout: 30_000,
    env: { ...process.env, NODE_OPTIONS: "", RCACHE_DEBUG: "", ...env },
  });
  return { printed: stdout.trim(), warned: stderr.trim(), code: status };
}
