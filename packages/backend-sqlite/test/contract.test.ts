import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backendContract } from "@rcache/testkit";
import Database from "better-sqlite3";
import { afterAll, describe, it } from "vitest";
import { trialBackend } from "./sqlite-trial.ts";

const directory = mkdtempSync(join(tmpdir(), "rcache-sqlite-contract-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("a file", () => {
  backendContract(
    { describe, it },
    {
      open: ({ cacheName }) => trialBackend({ path: join(directory, cacheName) }),
      loseBytes: (cacheName, { id }, byte) => {
        const db = new Database(join(directory, `${cacheName}.sqlite`));
        const chunk = "(SELECT number * 1048576 + ? FROM bodies WHERE id = ?)";
        db.prepare(`DELETE FROM chunks WHERE id = ${chunk}`).run(Math.floor(byte / 262_144), id);
        db.close();
      },
    },
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
