import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BackendSubject, backendContract, faultContract } from "@rcache/testkit";
import { afterAll, describe, it } from "vitest";
import { filesystemBackend } from "../src/filesystem-backend.ts";
import { Layout } from "../src/layout.ts";

const directory = mkdtempSync(join(tmpdir(), "rcache-filesystem-contract-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("a directory", () => {
  const subject: BackendSubject = {
    open: ({ cacheName }) => filesystemBackend({ directory, cacheName }),
    loseBytes: (cacheName, { id }, byte) => {
      const layout = new Layout(join(directory, cacheName));
      const name = layout.bodyName(id);
      const files = readdirSync(layout.entries, { recursive: true, encoding: "utf8" });
      truncateSync(join(layout.entries, files.find((file) => file.endsWith(name)) ?? ""), byte);
    },
  };
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
