import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CacheEvent } from "@rcache/core";
import type { Backend, Found, StoredRecord } from "@rcache/core/backend";
import {
  type EntryOverrides,
  entryOf,
  type ManualClock,
  manualClock,
  type RunningProgram,
  recordOf,
  runProgram,
} from "@rcache/testkit";
import { filesystemBackend, filesystemBackendOf } from "../src/filesystem-backend.ts";
import type { FilesystemBackendOptions } from "../src/filesystem-options.ts";
import type { FilesystemParts } from "../src/open-filesystem.ts";

/** A directory for one test file, and the backends that are opened in it. */
export interface FilesystemTrial {
  readonly clock: ManualClock;
  readonly events: readonly CacheEvent[];
  path(...names: readonly string[]): string;
  /** Opens a backend on the directory `name`. */
  open(name: string, options?: FilesystemBackendOptions): Promise<Backend>;
  /** With more than the options say. */
  openParts(name: string, parts: Partial<FilesystemParts>): Promise<Backend>;
  /** Every file below a directory, by its path from there, in order. */
  files(...names: readonly string[]): readonly string[];
  /** The one record's file of a directory. */
  onlyFile(name: string): string;
  /** Closes what was opened, and removes the directory. */
  end(): Promise<void>;
}

export function filesystemTrial(): FilesystemTrial {
  const directory = mkdtempSync(join(tmpdir(), "rcache-filesystem-"));
  // Now: the files' own times are of the machine's clock.
  const clock = manualClock(Date.now());
  const events: CacheEvent[] = [];
  const opened: Backend[] = [];
  const begin = async (backend: Backend): Promise<Backend> => {
    await backend.open({ nowMs: () => clock.nowMs(), report: (event) => void events.push(event) });
    opened.push(backend);
    return backend;
  };
  const path = (...names: readonly string[]): string => join(directory, ...names);
  const files = (...names: readonly string[]): readonly string[] =>
    readdirSync(path(...names), { recursive: true, withFileTypes: true })
      .filter((one) => !one.isDirectory())
      .map((one) => join(one.parentPath, one.name).slice(path(...names).length + 1))
      .sort();
  return {
    clock,
    events,
    path,
    open: (name, options) => begin(filesystemBackend({ directory: path(name), ...options })),
    openParts: (name, parts) => begin(filesystemBackendOf(partsOf(path(name), parts), false)),
    files,
    onlyFile: (name) => {
      const [file, ...others] = files(name, "entries");
      if (file === undefined || others.length > 0) throw new Error(`${name} has ${others.length + 1} files`);
      return path(name, "entries", file);
    },
    end: async () => {
      for (const backend of opened) await backend.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What the backend is made of where nothing is said. */
export function partsOf(root: string, parts: Partial<FilesystemParts> = {}): FilesystemParts {
  const unlimited = Number.POSITIVE_INFINITY;
  const limits = { maxBytes: unlimited, maxFileBytes: unlimited, blockBytes: 1 };
  return { root, extension: undefined, isShared: false, ...limits, ...parts };
}

/** A record of the default variant under `GET`, encoded as the engine would. */
export function record(target: string, overrides: EntryOverrides = {}): Promise<StoredRecord> {
  const entry = entryOf({
    receivedAtMs: Date.now(),
    ...overrides,
    address: { target, ...overrides.address },
  });
  return recordOf(entry, filesystemBackend());
}

/** What is found under `GET`, at once: this backend is synchronous. */
export function found(backend: Backend, target: string, prefer?: string): Found {
  return backend.find({ target, selector: "GET" }, prefer) as Found; // the cast: it answers no promise
}

/** The revision of the default variant, or undefined. */
export function revision(backend: Backend, target: string): string | undefined {
  return found(backend, target, "-").records[0]?.revision;
}

/** A program of the folder beside this file, running. */
export function program(name: string, ...args: readonly string[]): Promise<RunningProgram> {
  return runProgram(new URL(`./programs/${name}`, import.meta.url), ...args);
}
