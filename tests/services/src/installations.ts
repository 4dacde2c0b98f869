import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where servers are kept that were installed for the tests: RCACHE_TEST_SERVICES_DIR, or a directory in the user's cache. */
function installDirectory(): string {
  return process.env["RCACHE_TEST_SERVICES_DIR"] ?? join(homedir(), ".cache", "rcache-test-services");
}

/** The directory of an installation, or undefined where it is not there. Change the name with the version. */
export function installed(name: string): string | undefined {
  const directory = join(installDirectory(), name);
  return existsSync(directory) ? directory : undefined;
}

/**
 * The directory of an installation, made by `build` where it is not there yet. It appears whole or not at all: several runs may do this at
 * once, and one that is killed leaves nothing that looks finished.
 */
export async function install(name: string, build: (directory: string) => Promise<void>): Promise<string> {
  const there = installed(name);
  if (there !== undefined) return there;
  const directory = join(installDirectory(), name);
  await mkdir(installDirectory(), { recursive: true });
  const making = await mkdtemp(`${directory}.making-`);
  try {
    await build(making);
    await rename(making, directory).catch((error: unknown) => {
      // Another run was quicker.
      if (!existsSync(directory)) throw error;
    });
    return directory;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** The path of a program, or undefined. */
export function programOnPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path));
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** @default 300000 */
  readonly timeoutMs?: number;
}

/** Runs a program to its end and gives what it wrote to standard output. Rejects with what it said where it fails. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { stdout } = await run(command, [...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    timeout: options.timeoutMs ?? 300_000,
    maxBuffer: 64 * 1_024 * 1_024,
  });
  return stdout;
}
