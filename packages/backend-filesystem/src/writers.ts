import { hash } from "node:crypto";
import { hostname } from "node:os";

const NAME = /^(?:\.rcache-)?([0-9a-f]{8})-(\d+)-(\d+)-/;
const HOST_DIGITS = 8;
/** The clock may have been set between two looks at it. */
const SAME_START_SECONDS = 5;

/** Who writes a file, as its name says: the machine, the process, and when that began, because the number of a dead process is given again. */
export function writerName(): string {
  return `${machine()}-${process.pid}-${startedAtSeconds()}`;
}

/** Whether a file's name says that its writer has died. Of another machine's writers nobody can tell. */
export function isOfDeadWriter(name: string): boolean {
  const [, host, pid, started] = NAME.exec(name) ?? [];
  if (host !== machine()) return false;
  if (Number(pid) === process.pid) return Math.abs(Number(started) - startedAtSeconds()) > SAME_START_SECONDS;
  return !isAlive(Number(pid));
}

let machineName: string | undefined;

function machine(): string {
  machineName ??= hash("sha256", hostname(), "hex").slice(0, HOST_DIGITS);
  return machineName;
}

/** Of the process, so that its threads agree. */
function startedAtSeconds(): number {
  return Math.round(Date.now() / 1_000 - process.uptime());
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's is there, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
