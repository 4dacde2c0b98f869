// Invalidates a target in a process of its own, and prints how many records went.
import { mongodbBackend } from "../../src/mongodb-backend.ts";

const [url = "", dbName = "", target = ""] = process.argv.slice(2);
const backend = mongodbBackend({ dbName, url });
await backend.open({ nowMs: () => Date.now(), report: () => undefined });
process.stdout.write(`${await backend.invalidate(target)}\n`);
await backend.close();
