import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Instant, Lease, LeaseTaken } from "@rcache/core/backend";
import {
  DIRECTORY_MODE,
  hasCode,
  moveInto,
  namesIn,
  readBeginning,
  removeDirectory,
  removeFile,
  spoolSmallFile,
} from "./files.ts";
import type { Layout } from "./layout.ts";

interface Term {
  readonly token: string;
  readonly untilMs: Instant;
}

const NUMBER = /^[1-9]\d{0,14}$/;
/** Whoever's token stands there holds it. An empty one means that nobody needs to wait. */
const NOBODY = "";

/**
 * Leases among all processes that have the directory open: a directory a name, a file a term, with its number as the name. The highest number
 * counts, and only one process can make a file of the next one: that is the fence.
 */
export class FilesystemLeases {
  readonly #layout: Layout;
  readonly #nowMs: () => Instant;

  constructor(layout: Layout, nowMs: () => Instant) {
    this.#layout = layout;
    this.#nowMs = nowMs;
  }

  lease(name: string, forMs: number): Lease | LeaseTaken {
    const directory = this.#layout.leaseDirectory(name);
    const token = randomUUID();
    for (;;) {
      const number = lastNumber(directory);
      const before = readTerm(directory, number);
      if (before !== undefined && before.untilMs > this.#nowMs()) {
        if (before.token === NOBODY) return { ...this.#leaseOf(directory, 0, token), held: true };
        return { held: false, forMs: before.untilMs - this.#nowMs() };
      }
      if (!this.#begin(directory, number + 1, { token, untilMs: this.#nowMs() + forMs })) continue;
      // Its holder may have made it longer after it was read.
      const still = readTerm(directory, number);
      if (still !== undefined && still.token !== NOBODY && still.untilMs > this.#nowMs()) {
        this.#write(directory, number + 1, { token, untilMs: 0 });
        return { held: false, forMs: still.untilMs - this.#nowMs() };
      }
      for (const old of numbersIn(directory)) if (old < number) removeFile(join(directory, String(old)));
      return this.#leaseOf(directory, number + 1, token);
    }
  }

  /** Forgets leases that are long over. */
  sweep(): void {
    for (const name of namesIn(this.#layout.leases)) {
      const directory = join(this.#layout.leases, name);
      const number = lastNumber(directory);
      const last = readTerm(directory, number);
      if (last !== undefined && last.untilMs + 86_400_000 > this.#nowMs()) continue;
      for (const old of numbersIn(directory)) removeFile(join(directory, String(old)));
      removeDirectory(directory);
    }
  }

  #leaseOf(directory: string, number: number, token: string): Lease {
    const isOurs = (): boolean => {
      const term = readTerm(directory, number);
      return term?.token === token && lastNumber(directory) === number && term.untilMs > this.#nowMs();
    };
    return {
      held: true,
      extend: (forMs) => {
        if (!isOurs()) return false;
        this.#write(directory, number, { token, untilMs: this.#nowMs() + forMs });
        // Somebody may have begun the next term between the two.
        return isOurs();
      },
      release: (outcome) => {
        if (!isOurs()) return;
        const untilMs = readTerm(directory, number)?.untilMs ?? 0;
        const left = outcome === "not-storable" ? { token: NOBODY, untilMs } : { token: NOBODY, untilMs: 0 };
        this.#write(directory, number, left);
      },
    };
  }

  /** Whether nobody was quicker. The file is there with its text, or not at all. */
  #begin(directory: string, number: number, term: Term): boolean {
    mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
    const spool = spoolSmallFile(this.#layout.tmp, JSON.stringify(term));
    try {
      linkSync(spool, join(directory, String(number)));
      return true;
    } catch (error) {
      if (hasCode(error, "EEXIST", "ENOENT")) return false;
      throw error;
    } finally {
      removeFile(spool);
    }
  }

  #write(directory: string, number: number, term: Term): void {
    moveInto(spoolSmallFile(this.#layout.tmp, JSON.stringify(term)), join(directory, String(number)));
  }
}

function numbersIn(directory: string): readonly number[] {
  return namesIn(directory)
    .filter((name) => NUMBER.test(name))
    .map(Number);
}

function lastNumber(directory: string): number {
  return Math.max(0, ...numbersIn(directory));
}

function readTerm(directory: string, number: number): Term | undefined {
  const text = readBeginning(join(directory, String(number)), 256)?.bytes.toString("utf8");
  if (text === undefined) return undefined;
  try {
    const term: unknown = JSON.parse(text);
    if (typeof term !== "object" || term === null || !("token" in term) || !("untilMs" in term))
      return undefined;
    const { token, untilMs } = term;
    return typeof token === "string" && typeof untilMs === "number" ? { token, untilMs } : undefined;
  } catch {
    // Damaged: nobody's.
    return undefined;
  }
}
