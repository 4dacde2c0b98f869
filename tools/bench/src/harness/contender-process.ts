// One contender in a process of its own, so that no other's heap and no other's shapes slow it down.
import { CONTENDERS, isContenderName } from "../contenders/contenders.ts";
import type { Client } from "./client.ts";
import { measureEach, measureFor, measureHerd } from "./measure.ts";
import type { Answers, Order, Streamed } from "./orders.ts";
import { peakRiseOf } from "./peak-memory.ts";
import { measureStall } from "./stall.ts";

const [, , name = "", directory = "", server = ""] = process.argv;
if (!isContenderName(name)) throw new Error(`no contender ${name}`);
const contender = await CONTENDERS[name]();
const client = await contender.open(directory, server);

async function obey(order: Order): Promise<Answers[Order["kind"]]> {
  switch (order.kind) {
    case "warm":
      return measureEach(client, order.reading);
    case "each":
      return measureEach(client, order.reading, order.atOnce);
    case "for":
      return measureFor(client, order.reading, order);
    case "stall":
      return measureStall(client, order.reading, order);
    case "herd":
      return measureHerd(client, order.reading, order.count);
    case "kept":
      return keptBytes();
    case "stream":
      return streamed(client, order.reading.urls[0] ?? "", order.reading.bytes);
  }
}

async function keptBytes(): Promise<number> {
  await client.settled?.();
  globalThis.gc?.();
  // What a finalizer holds goes with the second.
  await new Promise(setImmediate);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function streamed(from: Client, url: string, bytes: number): Promise<Streamed> {
  let firstByteMs = Number.NaN;
  let totalMs = Number.NaN;
  const peakMb = await peakRiseOf(async () => {
    const startedMs = performance.now();
    const length = await from.stream(url, () => {
      firstByteMs = performance.now() - startedMs;
    });
    totalMs = performance.now() - startedMs;
    if (length !== bytes) throw new Error(`${name} gave ${length} bytes of ${bytes}`);
    await from.settled?.();
  });
  return { firstByteMs, totalMs, peakMb };
}

process.on("message", (order: Order | "close") => {
  if (order === "close") return void client.close().finally(() => process.exit());
  obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) =>
      process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
