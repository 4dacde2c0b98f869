// Prints the code of the error with which a directory cannot be opened. Not as root, who may write everywhere.
import { isRcacheError } from "@rcache/core";
import { filesystemBackend } from "../../src/filesystem-backend.ts";

const NOBODY = 65_534;
if (process.getuid?.() === 0) process.setuid?.(NOBODY);
const [directory = ""] = process.argv.slice(2);
try {
  await filesystemBackend({ directory }).open({ nowMs: () => 0, report: () => undefined });
  process.stdout.write("opened\n");
} catch (error) {
  process.stdout.write(`${isRcacheError(error) ? error.code : String(error)}\n`);
}
