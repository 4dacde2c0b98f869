import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backendContract } from "@rcache/testkit";
import { afterAll, describe, it } from "vitest";
import { trialBackend } from "./sqlite-trial.ts";

const directory = mkdtempSync(join(tmpdir(), "rcache-sqlite-contract-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("a file", () => {
  backendContract(
    { describe, it },
    { open: ({ cacheName }) => trialBackend({ path: join(directory, cacheName) }) },
  );
});

describe("a file without a write-ahead log, limited", () => {
  const open = (options: { cacheName: string }): ReturnType<typeof trialBackend> =>
    trialBackend({
      path: join(directory, `${options.cacheName}-plain`),
      wal: false,
      fastSave: true,
      maxBytes: 2 ** 30,
    });
  backendContract({ describe, it }, { open });
});

describe("memory", () => {
  backendContract(
    { describe, it },
    { open: ({ cacheName }) => trialBackend({ cacheName, useMemory: true }) },
  );
});
