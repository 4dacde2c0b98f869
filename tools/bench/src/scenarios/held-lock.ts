import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Bench, Scenario } from "../harness/bench.ts";
import type { Stalled } from "../harness/stall.ts";
import type { Row } from "../report/result.ts";

const NAME = "rcache SQLite";
const BYTES = 10_240;
const AT_ONCE = 20;
/** More than are asked for in the time. */
const URLS = 2_500;

/** S11: what becomes of a program while another one keeps the file to itself. */
export const heldLock: Scenario = {
  id: "s11",
  title: "misses of 10 KB, 20 at once, while another process holds SQLite's write lock for 9 s (quick: 1 s)",
  limit: "the same while nobody holds it",
  columns: [
    { figure: "stallMs", label: "event loop's longest stall ms" },
    { figure: "p50Ms", label: "answer p50 ms" },
    { figure: "p99Ms", label: "p99 ms" },
    { figure: "reads", label: "answers", digits: 0 },
  ],
  async run(bench) {
    const free = await measure(bench, false);
    const held = await measure(bench, true);
    return [
      { contender: `limit: ${NAME}, nobody holds it`, role: "limit", figures: figuresOf(free) },
      {
        contender: NAME,
        role: "ours",
        figures: figuresOf(held),
        bars: [
          { figure: "stallMs", better: "lower", good: 50 },
          { figure: "p50Ms", better: "lower", good: Math.round((free.p50 / 1000) * 1.2) },
        ],
      },
    ];
  },
};

async function measure(bench: Bench, isHeld: boolean): Promise<Stalled> {
  const directory = bench.directory();
  await using contestant = await bench.start(NAME, directory);
  const urlsOf = (kind: "plain" | "slow", count: number): string[] =>
    Array.from({ length: count }, (_, i) => bench.origin.urlOf(kind, BYTES, `${NAME}-${isHeld}-${i}`));
  const encoded = (urls: readonly string[]): string[] => urls.map((url) => encodeURI(url));
  await contestant.obey({ kind: "warm", reading: { urls: encoded(urlsOf("plain", 200)), bytes: BYTES } });
  const letGo = isHeld ? await hold(join(directory, "rcache.sqlite")) : undefined;
  const measured = await contestant.obey({
    kind: "stall",
    reading: { urls: encoded(urlsOf("slow", URLS)), bytes: BYTES },
    durationMs: bench.quick ? 1_000 : 9_000,
    atOnce: AT_ONCE,
  });
  await letGo?.();
  if (measured.wrong > 0) throw new Error(`${NAME}: ${measured.wrong} bodies are wrong`);
  return measured;
}

/** @returns lets go */
async function hold(path: string): Promise<() => Promise<void>> {
  const child = fork(new URL("../harness/lock-holder-process.ts", import.meta.url), [path]);
  await once(child, "message");
  return async () => {
    const ended = once(child, "exit");
    child.disconnect();
    await ended;
  };
}

function figuresOf({ stallMs, p50, p99, reads }: Stalled): Row["figures"] {
  return { stallMs, p50Ms: p50 / 1000, p99Ms: p99 / 1000, reads };
}
