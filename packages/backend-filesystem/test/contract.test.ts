import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backendContract } from "@rcache/testkit";
import { afterAll, describe, it } from "vitest";
import { filesystemBackend } from "../src/filesystem-backend.ts";

const directory = mkdtempSync(join(tmpdir(), "rcache-filesystem-contract-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("a directory", () => {
  backendContract({ describe, it }, { open: ({ cacheName }) => filesystemBackend({ directory, cacheName }) });
});

describe("a directory that is limited, with an extension of its own", () => {
  const open = ({ cacheName }: { cacheName: string }): ReturnType<typeof filesystemBackend> =>
    filesystemBackend({
      directory,
      cacheName: `${cacheName}-limited`,
      extension: "rec.txt",
      maxBytes: 2 ** 30,
      blockBytes: 4096,
      syncIndex: true,
    });
  backendContract({ describe, it }, { open });
});
