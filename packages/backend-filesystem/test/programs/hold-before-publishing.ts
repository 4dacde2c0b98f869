// Stores one record with what it was told to have seen, and waits for a line when all has been looked at and nothing been moved.
import { readSync } from "node:fs";
import type { Precondition } from "@rcache/core/backend";
import { filesystemBackendOf } from "../../src/filesystem-backend.ts";
import { partsOf, record } from "../filesystem-trial.ts";

const [root = "", target = "", revision = "", seen = "{}"] = process.argv.slice(2);
const beforePublish = (): void => {
  process.stdout.write("held\n");
  readSync(0, Buffer.alloc(1));
};
const backend = filesystemBackendOf(partsOf(root, { beforePublish }), false);
await backend.open({ nowMs: () => Date.now(), report: () => undefined });
// The cast: the test wrote it.
const result = await backend.put(await record(target, { revision }), JSON.parse(seen) as Precondition);
process.stdout.write(`${result}\n`);
process.exit();
