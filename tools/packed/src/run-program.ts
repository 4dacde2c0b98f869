import { spawnSync } from "node:child_process";

/** A registry that does not answer is a failure, not a wait. */
const LONGEST_MS = 180_000;

/** What npm is to leave out everywhere. */
const QUIET = {
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

/** Where a program runs, and with what in its environment besides ours. */
export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program wrote to each of its outputs, trimmed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end.
 *
 * @throws Error with all that it printed, where it fails
 */
export function runProgram(command: string, args: readonly string[], place: Place): Printed {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd: place.cwd,
    env: { ...process.env, ...QUIET, ...place.env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LONGEST_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    const how = error?.message ?? `ended with ${status ?? signal}`;
    throw new Error([`${command} ${args.join(" ")}: ${how}`, stdout, stderr].join("\n"));
  }
  return { stdout: stdout.trim(), stderr: stderr.trim() };
}

/** @throws Error where a program of Node prints something else */
export function checkPrints(file: string, prints: string, place: Place): void {
  const { stdout } = runProgram(process.execPath, [file], place);
  if (stdout !== prints) {
    throw new Error(`${file} printed ${JSON.stringify(stdout)} instead of ${JSON.stringify(prints)}`);
  }
}
