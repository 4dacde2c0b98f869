// Does everything that makes files, as a process that takes no right away.
import { filesystemBackend } from "../../src/filesystem-backend.ts";
import { record } from "../filesystem-trial.ts";

process.umask(0);
const [directory = ""] = process.argv.slice(2);
const nowMs = Date.now();
const backend = filesystemBackend({ directory, maxBytes: 1_000_000 });
await backend.open({ nowMs: () => nowMs, report: () => undefined });
const at = { target: "a", selector: "GET", variant: "-" };
const writer = await backend.bodies?.create(at, "b", nowMs + 1000);
await writer?.write(Buffer.from("body"));
await writer?.commit();
await backend.put(await record("a", { body: { id: "b", target: "a", bytes: 4, checksum: "" } }));
await backend.invalidate("gone");
await backend.clear();
await backend.put(await record("b"));
await backend.lease?.("b", 1000);
await backend.bodies?.create(at, "unfinished", nowMs);
process.stdout.write("done\n");
process.exit();
