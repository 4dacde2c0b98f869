// Begins a body of so many chunks, says "begun", and commits it at the next line on stdin.
import { once } from "node:events";
import { trialBackend } from "../sqlite-trial.ts";

const [path = "", id = "", chunks = "1"] = process.argv.slice(2);
const nowMs = Date.UTC(2026, 0, 1);
const backend = trialBackend({ path });
await backend.open({ nowMs: () => nowMs, report: () => undefined });
const at = { target: "a", selector: "GET", variant: "-" };
const writer = await backend.bodies?.create(at, id, nowMs + 3_600_000);
for (let n = 0; n < Number(chunks); n++) await writer?.write(new Uint8Array(262_144));
process.stdout.write("begun\n");
await once(process.stdin, "data");
await writer?.commit();
process.stdout.write("committed\n");
await backend.close();
process.stdin.destroy();
