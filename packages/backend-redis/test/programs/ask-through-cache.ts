// Says "ready", waits for a line on stdin, asks one URL through a cache that shares flights with other processes, and prints how it was answered.
import { once } from "node:events";
import { createHttpCache } from "@rcache/core";
import { redisBackend } from "../../src/redis-backend.ts";
import { sendByFetch } from "../send-by-fetch.ts";

const [redis = "", namespace = "", url = ""] = process.argv.slice(2);
const backend = redisBackend({ url: redis, namespace });
const cache = createHttpCache({
  backend,
  expireAfter: "1h",
  singleFlight: "across-processes",
  flightWaitMs: 60_000,
  backendDeadlineMs: 10_000,
  autoClose: true,
});
await cache.ready();
process.stdout.write("ready\n");
await once(process.stdin, "data");
const { cache: outcome, body } = await cache.handle({ method: "GET", url, headers: [] }, sendByFetch);
const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
process.stdout.write(`${outcome.kind} ${text}\n`);
await cache.close();
process.stdin.destroy();
