import { type ContenderName, roleOf } from "../contenders/contenders.ts";
import { type Bench, type Scenario, withContestants } from "../harness/bench.ts";
import type { Contestant } from "../harness/contestant.ts";
import { median } from "../harness/statistics.ts";
import type { Row } from "../report/result.ts";

const BYTES = 10_240;
const COUNT = 200;
const NAMES: readonly ContenderName[] = [
  "plain fetch",
  "rcache memory",
  "rcache SQLite",
  "undici memory",
  "undici memory + deduplicate",
  "node-fetch-cache memory",
  "got + Keyv memory",
];

/** S6: many requests at once for one URL that nobody has yet. */
export const herd: Scenario = {
  id: "s6",
  title: "200 requests at once for one cold URL of 10 KB; the origin takes 100 ms",
  limit: "one plain fetch of such a URL",
  columns: [
    { figure: "originHits", label: "origin hits", digits: 0 },
    { figure: "totalMs", label: "total ms" },
    { figure: "aboveMs", label: "above the limit ms" },
  ],
  run: measureHerds,
};

async function measureHerds(bench: Bench): Promise<readonly Row[]> {
  const herds = bench.quick ? 1 : 5;
  return withContestants(bench, NAMES, async (contestants) => {
    const rows: { name: ContenderName; count: number; totalMs: number; originHits: number }[] = [];
    for (const contestant of contestants) {
      await warm(bench, contestant);
      // Alone it is the limit, and in a herd what happens without a cache.
      const counts = contestant.name === "plain fetch" ? [1, COUNT] : [COUNT];
      for (const count of counts)
        rows.push({ name: contestant.name, count, ...(await measureHerd(bench, contestant, count, herds)) });
    }
    const limitMs = rows[0]?.totalMs ?? Number.NaN;
    return rows.map(({ name, count, totalMs, originHits }) => ({
      contender: count === 1 ? `limit: one ${name}` : name,
      role: roleOf(name),
      figures: { originHits, totalMs, aboveMs: totalMs - limitMs },
      ...(roleOf(name) === "ours" && {
        bars: [
          { figure: "originHits", better: "lower", good: 1 },
          { figure: "totalMs", better: "lower", good: 125 },
        ] as const,
      }),
    }));
  });
}

async function warm({ origin }: Bench, contestant: Contestant): Promise<void> {
  const urls = Array.from({ length: 20 }, (_, i) => origin.urlOf("plain", BYTES, `${contestant.name}-${i}`));
  await contestant.obey({ kind: "warm", reading: { urls: urls.map((url) => encodeURI(url)), bytes: BYTES } });
}

async function measureHerd(
  { origin }: Bench,
  contestant: Contestant,
  count: number,
  herds: number,
): Promise<{ totalMs: number; originHits: number }> {
  const tookMs: number[] = [];
  const hits: number[] = [];
  for (let i = 0; i < herds; i += 1) {
    const url = encodeURI(origin.urlOf("slow", BYTES, `${contestant.name}-${count}-${i}`));
    const { p50, wrong } = await contestant.obey({
      kind: "herd",
      reading: { urls: [url], bytes: BYTES },
      count,
    });
    if (wrong > 0) throw new Error(`${contestant.name}: ${wrong} of ${count} bodies are wrong`);
    tookMs.push(p50 / 1000);
    hits.push(await origin.hits(url));
  }
  return { totalMs: median(tookMs), originHits: Math.max(...hits) };
}
