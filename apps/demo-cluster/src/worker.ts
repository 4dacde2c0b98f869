// One of the processes: gets its orders by message, asks for its items through a cache it shares with the others, and reports.
import { once } from "node:events";
import { redisBackend } from "@rcache/backend-redis";
import { createCachedFetch } from "@rcache/fetch";
import { PROCESS_FIELD } from "./counting-origin.ts";
import { isItemBody } from "./item-body.ts";
import type { WorkerOrders, WorkerReport } from "./messages.ts";

/** Longer than the lease of a process that was killed, which all others wait for. */
const FLIGHT_WAIT_MS = 60_000;

const orders = await nextMessage<WorkerOrders>();
const cachedFetch = createCachedFetch({
  backend: redisBackend({ cluster: orders.nodes, namespace: orders.namespace }),
  expireAfter: "1h",
  singleFlight: "across-processes",
  flightWaitMs: FLIGHT_WAIT_MS,
  backendDeadlineMs: 10_000,
  autoClose: true,
});
await cachedFetch.cache.ready();
report({ kind: "ready" });
await nextMessage<"go">();
const waiting = [...orders.items];
await Promise.all(Array.from({ length: orders.atOnce }, askUntilNoneIsLeft));
// Not `await using`: Node 22, which runs these sources as they are, does not know it.
await cachedFetch.cache.close();
report({ kind: "done" });
process.disconnect();

async function askUntilNoneIsLeft(): Promise<void> {
  for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
    const response = await cachedFetch(`${orders.originUrl}/items/${item}`, {
      headers: { [PROCESS_FIELD]: orders.life },
    });
    const body = new Uint8Array(await response.arrayBuffer());
    report({ kind: "answered", item, outcome: response.cache.kind, isRight: isItemBody(item, body) });
  }
}

async function nextMessage<T>(): Promise<T> {
  // The cast: the one who started this process sends nothing else.
  const [message] = (await once(process, "message")) as [T];
  return message;
}

function report(message: WorkerReport): void {
  process.send?.(message);
}
