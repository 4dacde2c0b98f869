import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backendContract } from "@rcache/testkit";
import { afterAll, describe, it } from "vitest";
import { findDriver } from "../src/drivers/find-driver.ts";
import { TRIAL_DRIVER, trialBackend } from "./sqlite-trial.ts";

const directory = mkdtempSync(join(tmpdir(), "rcache-sqlite-contract-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("a file", () => {
  backendContract(
    { describe, it },
    {
      open: ({ cacheName }) => trialBackend({ path: join(directory, cacheName) }),
      loseBytes: (cacheName, { id }, byte) => {
        // The backend's own library: two of them in one process release each other's locks on a file.
        const db = findDriver(TRIAL_DRIVER).open(join(directory, `${cacheName}.sqlite`));
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
