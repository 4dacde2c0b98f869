import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A program of this folder, running. */
export interface Running {
  readonly child: ChildProcess;
  /** Settles with the next line that it prints; rejects where it ends without one. */
  line(): Promise<string>;
  /** Sends a line. */
  go(): void;
  /** Settles with the exit code, or the signal. */
  ended(): Promise<number | string | null>;
}

/** Starts a program with the Node that runs the tests. */
export function runProgram(name: string, ...args: readonly string[]): Running {
  const program = join(import.meta.dirname, name);
  const child = spawn(process.execPath, ["--conditions=@rcache/source", program, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const end = new Promise<number | string | null>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done !== true) return next.value;
    throw new Error(`${name} ended by ${await end}: ${stderr}`);
  };
  return { child, line, go: () => void child.stdin.write("go\n"), ended: () => end };
}
