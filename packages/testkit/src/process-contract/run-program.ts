/** A running program. Disposing of it kills it. */
export interface RunningProgram extends AsyncDisposable {
  /** Resolves with the next line that it prints. Rejects with what it wrote to stderr if it ends without one. */
  line(): Promise<string>;
  /** Writes a line to its stdin, for which it waits. */
  go(): void;
  /** Ends it as a crash would, by SIGKILL. */
  kill(): void;
  /** Resolves with the exit code or the signal, and with what it wrote to stderr. */
  ended(): Promise<{ readonly by: number | string | null; readonly stderr: string }>;
}

/** Starts a JavaScript program with the runtime that runs the tests, and with the same flags. Node, Bun and Deno only. */
export async function runProgram(program: string | URL, ...args: readonly string[]): Promise<RunningProgram> {
  const { fileURLToPath } = await import("node:url");
  const path = program instanceof URL ? fileURLToPath(program) : program;
  return runCommand(process.execPath, [...process.execArgv, path, ...args]);
}

/** The same for any command. */
export async function runCommand(command: string, args: readonly string[]): Promise<RunningProgram> {
  // Imported here: the rest of the kit also runs where there is no node:child_process.
  const { spawn } = await import("node:child_process");
  const { createInterface } = await import("node:readline");
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  // Where it has ended, `go` is in vain, and `line` says why.
  child.stdin.on("error", () => undefined);
  const end = new Promise<{ by: number | string | null; stderr: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ by: code ?? signal, stderr }));
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async line() {
      const next = await lines.next();
      if (next.done !== true) return next.value;
      throw new Error(`${[command, ...args].join(" ")} ended by ${(await end).by}: ${stderr}`);
    },
    go: () => void child.stdin.write("go\n"),
    kill: () => void child.kill("SIGKILL"),
    ended: () => end,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await end;
    },
  };
}
