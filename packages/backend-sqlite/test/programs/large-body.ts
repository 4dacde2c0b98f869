// Writes a body of 20 MiB in chunks of 64 KiB, reads it back, and prints how many bytes of ArrayBuffers were alive at the most.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { trialBackend } from "../sqlite-trial.ts";

const collect = collector();
const alive = (): number => {
  collect();
  return process.memoryUsage().arrayBuffers;
};

const backend = trialBackend({ path: process.argv[2] ?? "" });
await backend.open({ nowMs: () => 0, report: () => undefined });
const before = alive();
let wroteBytes = 0;
let readBytes = 0;
let bytes = 0;
const writer = await backend.bodies?.create({ target: "a", selector: "GET", variant: "-" }, "large", 0);
for (let n = 0; n < 320; n++) {
  await writer?.write(new Uint8Array(65_536).fill(n));
  if (n % 40 === 0) wroteBytes = Math.max(wroteBytes, alive() - before);
}
await writer?.commit();
const chunks = await backend.bodies?.open({ id: "large", target: "a", bytes: 20_971_520, checksum: "" });
for await (const chunk of chunks ?? []) {
  bytes += chunk.length;
  if (bytes % 2_097_152 === 0) readBytes = Math.max(readBytes, alive() - before);
}
await backend.close();
process.stdout.write(`${JSON.stringify({ bytes, wroteBytes, readBytes })}\n`);

function collector(): () => void {
  const bun: unknown = Reflect.get(globalThis, "Bun");
  // The cast: what Bun documents.
  if (bun !== undefined) return () => (bun as { gc(isSync: boolean): void }).gc(true);
  setFlagsFromString("--expose-gc");
  // The cast: what V8 documents.
  return runInNewContext("gc") as () => void;
}
