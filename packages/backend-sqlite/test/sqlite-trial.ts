import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Found, StoredRecord } from "@rcache/core/backend";
import {
  type EntryOverrides,
  entryOf,
  type ManualClock,
  manualClock,
  type RunningProgram,
  recordOf,
  runProgram,
} from "@rcache/testkit";
import { DRIVER_NAMES, type SqliteDriverName } from "../src/drivers/find-driver.ts";
import { type SqliteBackend, sqliteBackend } from "../src/sqlite-backend.ts";
import type { SqliteBackendOptions } from "../src/sqlite-options.ts";

/** The driver that the suites run on: the one that is found, unless the environment names another. */
export const TRIAL_DRIVER: SqliteDriverName | undefined = DRIVER_NAMES.find(
  (name) => name === process.env["RCACHE_SQLITE_DRIVER"],
);

/** A backend on that driver. */
export function trialBackend(options: SqliteBackendOptions): SqliteBackend {
  return sqliteBackend({ ...(TRIAL_DRIVER !== undefined && { driver: TRIAL_DRIVER }), ...options });
}

/** A directory for one test file, and the backends that are opened in it. */
export interface SqliteTrial {
  readonly clock: ManualClock;
  path(name: string): string;
  /** Opens a backend on `<name>.sqlite`. */
  open(name: string, options?: SqliteBackendOptions): SqliteBackend;
  /** Closes what was opened, and removes the directory. */
  end(): void;
}

export function sqliteTrial(): SqliteTrial {
  const directory = mkdtempSync(join(tmpdir(), "rcache-sqlite-"));
  const clock = manualClock(Date.UTC(2026, 0, 1));
  const opened: SqliteBackend[] = [];
  return {
    clock,
    path: (name) => join(directory, name),
    open: (name, options) => {
      const backend = trialBackend({ path: join(directory, `${name}.sqlite`), ...options });
      backend.open({ nowMs: () => clock.nowMs(), report: () => undefined });
      opened.push(backend);
      return backend;
    },
    end: () => {
      for (const backend of opened) backend.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A record of the default variant under `GET`, encoded as the engine would. */
export function record(target: string, overrides: EntryOverrides = {}): Promise<StoredRecord> {
  return recordOf(entryOf({ ...overrides, address: { target, ...overrides.address } }), {
    valueKind: "bytes",
  });
}

/** What is found under `GET`, at once: this backend is synchronous. */
export function found(backend: SqliteBackend, target: string, prefer?: string): Found {
  return backend.find({ target, selector: "GET" }, prefer) as Found; // the cast: it answers no promise
}

/** The revision of the default variant, or undefined. */
export function revision(backend: SqliteBackend, target: string): string | undefined {
  return found(backend, target, "-").records[0]?.revision;
}

/** A program of the folder beside this file, running. */
export function program(name: string, ...args: readonly string[]): Promise<RunningProgram> {
  return runProgram(new URL(`./programs/${name}`, import.meta.url), ...args);
}
