import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** A program of this folder, running. */
export interface Running {
  readonly child: ChildProcess;
  /** Settles with the next line that it prints; rejects where it ends without one. */
  line(): Promise<string>;
  /** Settles with the exit code, or the signal, and what was printed on stderr. */
  ended(): Promise<{ readonly by: number | string | null; readonly stderr: string }>;
}

/** Starts a program with the Node that runs the tests. */
export function runProgram(name: string, ...args: readonly string[]): Running {
  const program = join(import.meta.dirname, name);
  const child = spawn(process.execPath, ["--conditions=@rcache/source", program, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const end = new Promise<{ by: number | string | null; stderr: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ by: code ?? signal, stderr }));
  });
  const takeLine = (): string | undefined => {
    const at = out.indexOf("\n");
    if (at < 0) return undefined;
    const line = out.slice(0, at);
    out = out.slice(at + 1);
    return line;
  };
  let wake = (): void => undefined;
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    wake();
  });
  const line = async (): Promise<string> => {
    for (;;) {
      const next = takeLine();
      if (next !== undefined) return next;
      const more = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const ended = await Promise.race([more, end]);
      if (ended !== undefined && !out.includes("\n"))
        throw new Error(`${name} ended by ${ended.by}: ${stderr}`);
    }
  };
  return { child, line, ended: () => end };
}
