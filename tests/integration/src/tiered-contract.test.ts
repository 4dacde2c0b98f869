import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { tiered } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { backendContract } from "@rcache/testkit";
import { afterAll, describe, it } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "rcache-tiered-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const FAR: Readonly<Record<string, (cacheName: string) => Backend>> = {
  "another memory": () => memoryBackend(),
  "SQLite, which keeps another form": (cacheName) =>
    sqliteBackend({ path: join(directory, `${cacheName}.sqlite`) }),
};

describe.for(Object.entries(FAR))("memory in front of %s", ([, openFar]) => {
  backendContract({ describe, it }, { open: ({ cacheName }) => tiered(memoryBackend(), openFar(cacheName)) });
});
