// Looks a target up, says "asked", waits for a line on stdin, and stores the answer it had been waiting for under what it had seen.
import { once } from "node:events";
import { entryOf, recordOf } from "@rcache/testkit";
import { redisBackend } from "../../src/redis-backend.ts";

const [redis = "", namespace = "", target = ""] = process.argv.slice(2);
const nodes = redis.split(",");
const backend = redisBackend(nodes.length > 1 ? { cluster: nodes, namespace } : { url: redis, namespace });
await backend.open({ nowMs: () => Date.now(), report: () => undefined });
const { epoch = "", records } = await backend.find({ target, selector: "GET" }, "-");
const [found] = records;
process.stdout.write("asked\n");
await once(process.stdin, "data");
const entry = entryOf({ address: { target }, receivedAtMs: Date.now(), revision: "late" });
const seen = found === undefined ? { epoch } : { revision: found.revision };
process.stdout.write(`${await backend.put(await recordOf(entry, backend), seen)}\n`);
await backend.close();
process.stdin.destroy();
