import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BackendSubject, backendContract, faultContract } from "@rcache/testkit";
import { afterAll, describe, it } from "vitest";
import { filesystemBackend } from "../src/filesystem-backend.ts";

const directory = mkdtempSync(join(tmpdir(), "rcache-filesystem-contract-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("a directory", () => {
  const subject: BackendSubject = { open: ({ cacheName }) => filesystemBackend({ directory, cacheName }) };
  backendContract({ describe, it }, subject);
  faultContract({ describe, it }, subject);
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
