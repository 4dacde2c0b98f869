// Prints when it is ready, then stores one record until it is killed, with a body that says which time it was.
import { filesystemBackend } from "../../src/filesystem-backend.ts";
import { record } from "../filesystem-trial.ts";

const [directory = "", writer = ""] = process.argv.slice(2);
const backend = filesystemBackend({ directory });
await backend.open({ nowMs: () => Date.now(), report: () => undefined });
process.stdout.write("ready\n");
for (let time = 0; ; time++) {
  const body = Buffer.alloc(2000, `${writer}${time} `);
  await backend.put(await record("one", { revision: `${writer}${time}`, body }));
}
