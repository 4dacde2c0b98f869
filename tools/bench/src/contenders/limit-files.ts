import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Contender } from "../harness/client.ts";
import { limitClient } from "./limit-client.ts";

/** The usual read of a file that still ends in a Response. */
export const limitReadFile: Contender = contender(readFile);

/** The same without the thread pool. */
export const limitReadFileSync: Contender = contender(readFileSync);

function contender(read: (path: string) => Buffer | Promise<Buffer>): Contender {
  return {
    role: "limit",
    async open(directory) {
      // Where a file is, is known before.
      const paths = new Map<string, string>();
      return limitClient({
        get: (key) => {
          const path = paths.get(key);
          return path === undefined ? undefined : read(path);
        },
        set: async (key, value) => {
          const path = join(directory, createHash("sha256").update(key).digest("hex"));
          await writeFile(path, value);
          paths.set(key, path);
        },
        close: () => undefined,
      });
    },
  };
}
