// Says "ready", waits for a line on stdin, opens the file with the driver named, or the one that is found, stores `count` records under its own name and reads those of everybody it has been told of.
import { once } from "node:events";
import { DRIVER_NAMES } from "../../src/drivers/find-driver.ts";
import { found, record, trialBackend } from "../sqlite-trial.ts";

const [path = "", own = "", count = "0", named] = process.argv.slice(2);
const driver = DRIVER_NAMES.find((name) => name === named);
process.stdout.write("ready\n");
await once(process.stdin, "data");

const backend = trialBackend({ path, ...(driver !== undefined && { driver }) });
await backend.open({ nowMs: () => Date.UTC(2026, 0, 1), report: () => undefined });
let stored = 0;
for (let n = 0; n < Number(count); n += 10) {
  const records = await Promise.all(Array.from({ length: 10 }, (_, i) => record(`${own}/${n + i}`)));
  const results = await Promise.all(records.map((one) => backend.put(one)));
  stored += results.filter((result) => result === "stored").length;
}
process.stdout.write(`stored ${stored}\n`);
await once(process.stdin, "data");
let read = 0;
for (const writer of ["0", "1", "2", "3"]) {
  for (let n = 0; n < Number(count); n++) read += found(backend, `${writer}/${n}`, "-").records.length;
}
process.stdout.write(`read ${read}\n`);
await backend.close();
process.stdin.destroy();
