import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A server's process. */
export interface ServerProcess {
  readonly pid: number;
  /** Asks it to end, insists after five seconds, and settles when it has ended. */
  stop(): Promise<void>;
  /** Kills it at once, as a crash would. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Settles once the server answers; called again and again until then. */
  readonly probe: () => Promise<unknown>;
  /** How long it may take, in milliseconds. @default 30000 */
  readonly readyWithinMs?: number;
}

const POLL_MS = 25;
const running = new Set<ChildProcess>();
// A runner that is going down without a teardown leaves nothing behind.
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Starts a server and waits until it answers.
 *
 * @throws Error with the last lines it said, where it ends before or takes too long
 */
export async function startProcess(options: ProcessOptions): Promise<ServerProcess> {
  const child = spawn(options.command, options.args, {
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
  });
  running.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => {
      said = (said + text.toString()).slice(-4_000);
    });
  let ended: string | undefined;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, signal) => {
    running.delete(child);
    ended ??= `it ended with ${signal ?? code}`;
  });
  const failure = await untilReady(options, () => ended);
  if (failure === undefined) return serverProcess(child);
  await end(child, "SIGKILL");
  throw new Error(`${options.command} does not run: ${failure}\n${said}`);
}

async function untilReady(
  options: ProcessOptions,
  ended: () => string | undefined,
): Promise<string | undefined> {
  const untilMs = Date.now() + (options.readyWithinMs ?? 30_000);
  for (;;) {
    const over = ended();
    if (over !== undefined) return over;
    try {
      await options.probe();
      // A probe may have been answered by another server on the same port.
      return ended();
    } catch (error) {
      if (Date.now() > untilMs) return `it does not answer: ${String(error)}`;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function serverProcess(child: ChildProcess): ServerProcess {
  return {
    pid: child.pid ?? 0,
    stop: () => end(child, "SIGTERM"),
    kill: () => end(child, "SIGKILL"),
  };
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, "exit");
  child.kill(signal);
  const insist = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exit;
  clearTimeout(insist);
}
