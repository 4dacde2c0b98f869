// Stores generations of three records and a body, one turn a generation, and prints each generation when it is durable.
import { record, trialBackend } from "../sqlite-trial.ts";

const [path = "", first = "0"] = process.argv.slice(2);
const nowMs = Date.UTC(2026, 0, 1);
const backend = trialBackend({ path });
await backend.open({ nowMs: () => nowMs, report: () => undefined });
for (let generation = Number(first); ; generation++) {
  const id = `body-${generation}-of-${process.pid}`;
  const at = { target: "d", selector: "GET", variant: "-" };
  const writer = await backend.bodies?.create(at, id, nowMs);
  await writer?.write(Buffer.alloc(300_000, generation % 256));
  await writer?.commit();
  const body = { id, target: "d", bytes: 300_000, checksum: String(generation) };
  const revision = `r${generation}`;
  const records = await Promise.all([
    ...["a", "b", "c"].map((target) =>
      record(target, { revision, body: Buffer.alloc(9000, generation % 256) }),
    ),
    record("d", { revision, body }),
  ]);
  await Promise.all(records.map((one) => backend.put(one)));
  process.stdout.write(`${generation}\n`);
}
