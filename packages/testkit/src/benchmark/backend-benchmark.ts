import type { Awaitable, Backend, StoredRecord } from "@rcache/core/backend";
import { entryOf, everyByte } from "../builders/entry-of.ts";
import { recordOf } from "../builders/record-of.ts";
import { type Measured, median, table } from "./measured.ts";

/** What you pass to {@link backendBenchmark}. */
export interface BenchmarkSubject {
  /** Makes an empty backend. The benchmark opens, clears and closes it. */
  open(): Backend | Promise<Backend>;
  /** The same store without the backend, to see what the backend adds. */
  readonly bare?: {
    get(key: string): Promise<unknown>;
    set(key: string, value: Uint8Array): Promise<unknown>;
  };
}

const RECORDS = 500;
const BODY_BYTES = 10_240;
/** Each number is the median of so many rounds. */
const ROUNDS = 9;
const TARGETS = Array.from({ length: RECORDS }, (_, i) => `https://example.com/items/${i}`);

/**
 * Measures what one call of a backend costs, with the same work for every backend, and prints a table: 500 records with bodies of 10 KB,
 * one call after the other, in microseconds. Each number is the median of nine rounds. If you pass `bare`, the same bytes are written and
 * read with it in turn, and the last column says how many times as long the backend takes.
 */
export async function backendBenchmark(subject: BenchmarkSubject): Promise<void> {
  const backend = await subject.open();
  await backend.open({ nowMs: () => Date.now(), report: () => undefined });
  try {
    await backend.clear();
    const records = await Promise.all(TARGETS.map((target) => recordFor(target, backend)));
    const rows = await measure(backend, records, subject.bare);
    console.info(`${backend.name}, ${RECORDS} records, bodies of ${BODY_BYTES} bytes\n${table(rows)}`);
    await backend.clear();
  } finally {
    await backend.close();
  }
}

function recordFor(target: string, backend: Backend): Promise<StoredRecord> {
  const receivedAtMs = Date.now();
  return recordOf(entryOf({ address: { target }, body: everyByte(BODY_BYTES), receivedAtMs }), backend);
}

async function measure(
  backend: Backend,
  records: readonly StoredRecord[],
  bare: BenchmarkSubject["bare"],
): Promise<readonly Measured[]> {
  const samples = new Map<string, number[]>();
  const time = async (what: string, call: (i: number) => Awaitable<unknown>): Promise<void> => {
    const taken = samples.get(what) ?? [];
    taken.push(await microsecondsACall(call));
    samples.set(what, taken);
  };
  const value = everyByte(BODY_BYTES);
  // The rounds are interleaved: what slows the machine for a while slows all rows alike.
  for (let round = 0; round < ROUNDS; round += 1) {
    await time("put", (i) => putOf(backend, records, i));
    if (bare !== undefined) await time("bare set", (i) => bare.set(TARGETS[i] ?? "", value));
    await time("find, preferred", (i) => backend.find({ target: TARGETS[i] ?? "", selector: "GET" }, "-"));
    await time("find, all", (i) => backend.find({ target: TARGETS[i] ?? "", selector: "GET" }));
    if (bare !== undefined) await time("bare get", (i) => bare.get(TARGETS[i] ?? ""));
    await time("find, nothing", (i) => backend.find({ target: TARGETS[i] ?? "", selector: "NONE" }));
  }
  const bareSet = median(samples.get("bare set"));
  const bareGet = median(samples.get("bare get"));
  return [...samples].map(([what, taken]) => {
    const besides = what === "put" ? bareSet : what.startsWith("find") ? bareGet : undefined;
    return { what, microseconds: median(taken) ?? 0, besides };
  });
}

function putOf(backend: Backend, records: readonly StoredRecord[], i: number): Awaitable<unknown> {
  const record = records[i];
  return record === undefined ? undefined : backend.put(record);
}

async function microsecondsACall(call: (i: number) => Awaitable<unknown>): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < RECORDS; i += 1) {
    const result = call(i);
    // As the engine does: a synchronous answer is not waited for.
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - start) * 1_000) / RECORDS;
}
