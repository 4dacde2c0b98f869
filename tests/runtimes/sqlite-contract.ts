// The contract of backends, for SQLite over the driver that the runtime brings, where vitest does not run: in Bun and Deno.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteBackend } from "../../packages/backend-sqlite/src/index.ts";
import { backendContract } from "../../packages/testkit/src/index.ts";
import { contractRun } from "./contract-runner.ts";

const driver = "Bun" in globalThis ? "bun:sqlite" : "node:sqlite";
const directory = mkdtempSync(join(tmpdir(), "rcache-sqlite-contract-"));
process.on("exit", () => rmSync(directory, { recursive: true, force: true }));

const run = contractRun();
backendContract(run.runner(`${driver}, a file`), {
  open: ({ cacheName }) => sqliteBackend({ driver, path: join(directory, cacheName) }),
});
backendContract(run.runner(`${driver}, a file without a write-ahead log`), {
  open: ({ cacheName }) =>
    sqliteBackend({ driver, path: join(directory, `${cacheName}-plain`), wal: false, fastSave: true }),
});
backendContract(run.runner(`${driver}, memory`), {
  open: ({ cacheName }) => sqliteBackend({ driver, cacheName, useMemory: true }),
});
await run.end();
