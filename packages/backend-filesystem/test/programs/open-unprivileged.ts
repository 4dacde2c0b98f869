// Prints the error with which a directory cannot be used, or why that is not as promised. Not as root, who may write everywhere.
import { unusableBackend } from "@rcache/testkit";
import { filesystemBackend } from "../../src/filesystem-backend.ts";

const NOBODY = 65_534;
if (process.getuid?.() === 0) process.setuid?.(NOBODY);
const [directory = ""] = process.argv.slice(2);
const said = await unusableBackend(filesystemBackend({ directory })).catch((error: unknown) => error);
process.stdout.write(`${String(said)}\n`);
