import type { Client } from "./client.ts";
import { quantile } from "./statistics.ts";

/** Time of one read in microseconds, and how many came with a wrong length. */
export interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly mean: number;
  /** What this process computed for it, and for nothing else: a busy machine makes a read slower, not dearer. */
  readonly cpuUs: number;
  readonly reads: number;
  readonly wrong: number;
}

/** What a round reads. */
export interface Reading {
  readonly urls: readonly string[];
  /** That each body must have. */
  readonly bytes: number;
  /** @default GET, without a body */
  readonly method?: "POST";
}

const MOST_SAMPLES = 2_000_000;
/** One for all rounds: a new one each time would bring the collector into the measurement. */
const roundSamples = new Float64Array(MOST_SAMPLES);

/** How long a round is, and how many reads are always under way. */
export interface Pace {
  readonly durationMs: number;
  readonly atOnce: number;
}

/** Reads the URLs in turn, so many at once, for so many milliseconds. */
export async function measureFor(
  client: Client,
  { urls, bytes, method }: Reading,
  { durationMs, atOnce }: Pace,
): Promise<Measured> {
  let begun = 0;
  let reads = 0;
  let wrong = 0;
  const since = process.cpuUsage();
  const startedMs = performance.now();
  const untilMs = startedMs + durationMs;
  const readOn = async (): Promise<void> => {
    let nowMs = startedMs;
    while (nowMs < untilMs && reads < MOST_SAMPLES) {
      const url = urls[begun % urls.length] ?? "";
      begun += 1;
      const read = await client.read(url, method);
      const doneMs = performance.now();
      roundSamples[reads] = doneMs - nowMs;
      nowMs = doneMs;
      reads += 1;
      if (read !== bytes) wrong += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readOn));
  return summary(roundSamples.subarray(0, reads), { totalMs: performance.now() - startedMs, since, wrong });
}

/** Reads each URL once, so many at once; the mean includes what it takes until all are stored. */
export async function measureEach(
  client: Client,
  { urls, bytes, method }: Reading,
  atOnce = 1,
): Promise<Measured> {
  const samples = new Float64Array(urls.length);
  let wrong = 0;
  const since = process.cpuUsage();
  const startedMs = performance.now();
  const left = urls.entries();
  const readOn = async (): Promise<void> => {
    for (const [index, url] of left) {
      const beganMs = performance.now();
      if ((await client.read(url, method)) !== bytes) wrong += 1;
      samples[index] = performance.now() - beganMs;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readOn));
  await client.settled?.();
  return summary(samples, { totalMs: performance.now() - startedMs, since, wrong });
}

/** Reads one URL so many times at once; milliseconds until the last is there. */
export async function measureHerd(
  client: Client,
  { urls, bytes }: Reading,
  count: number,
): Promise<Measured> {
  const url = urls[0] ?? "";
  const since = process.cpuUsage();
  const startedMs = performance.now();
  const lengths = await Promise.all(Array.from({ length: count }, () => client.read(url)));
  const tookMs = performance.now() - startedMs;
  const wrong = lengths.filter((length) => length !== bytes).length;
  return summary(Float64Array.of(tookMs), { totalMs: tookMs, since, wrong });
}

interface Taken {
  readonly totalMs: number;
  readonly since: NodeJS.CpuUsage;
  readonly wrong: number;
}

function summary(samplesMs: Float64Array, { totalMs, since, wrong }: Taken): Measured {
  const { user, system } = process.cpuUsage(since);
  const sorted = samplesMs.sort();
  return {
    p50: quantile(sorted, 0.5) * 1000,
    p99: quantile(sorted, 0.99) * 1000,
    mean: (totalMs * 1000) / samplesMs.length,
    cpuUs: (user + system) / samplesMs.length,
    reads: samplesMs.length,
    wrong,
  };
}
