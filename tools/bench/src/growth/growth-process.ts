// One store that grows, in a process of its own.
import { setTimeout } from "node:timers/promises";
import type { Client } from "../harness/client.ts";
import { type Measured, measureFor } from "../harness/measure.ts";
import { peakRiseOf } from "../harness/peak-memory.ts";
import { type StallWatched, withStallWatch } from "../harness/stall.ts";
import { median } from "../harness/statistics.ts";
import { GROWN_BYTES, type Grower } from "./grower.ts";
import { GROWERS, type Growth, type GrowthPlan } from "./growth.ts";

/** Coprime to any number of entries used, so that stepping by it meets each URL once, far from the last. */
const STRIDE = 7919;
/** Such a part of the entries is stored again to be removed in other ways. */
const REFILLED_PART = 5;

async function grow(grower: Grower, plan: GrowthPlan): Promise<Growth> {
  const urls = Array.from({ length: plan.many }, (_, i) => `http://origin.test/items/${i}`);
  await grower.fill(urls.slice(0, plan.few));
  const few = await readScattered(grower, urls.slice(0, plan.few), plan);
  const beganMs = performance.now();
  await grower.fill(urls.slice(plan.few));
  const fillMs = performance.now() - beganMs;
  const many = await readScattered(grower, urls, plan);
  const scanPeakMb = grower.scan && (await peakRiseOf(() => scanAll(grower, plan.many)));
  const walked = grower.walk && (await withStallWatch(() => walkAll(grower, plan.many)));
  const looks = lookAround(grower, urls);
  const purged = await withStallWatch(() => grower.purge());
  if (purged.result !== plan.many) throw new Error(`${purged.result} of ${plan.many} entries were removed`);
  const lookMs = await looks.longestMs();
  const { removed, cleared } = await removeOtherwise(grower, urls.slice(0, plan.many / REFILLED_PART));
  const watched = [walked, purged, removed, cleared].filter((one) => one !== undefined);
  return {
    p50FewUs: few.p50,
    p50ManyUs: many.p50,
    p99ManyUs: many.p99,
    storesPerSecond: ((plan.many - plan.few) * 1000) / fillMs,
    scanPeakMb,
    purgeMs: purged.tookMs,
    lookMs,
    walkStallMs: walked?.stallMs,
    purgeStallMs: purged.stallMs,
    deleteStallMs: removed?.stallMs,
    clearStallMs: cleared?.stallMs,
    stallMs: Math.max(...watched.map(({ stallMs }) => stallMs)),
    computedMs: Math.max(...watched.map(({ computedMs }) => computedMs)),
  };
}

type Watched = Omit<StallWatched<unknown>, "result">;

/** Fills it again, deletes half by a pattern of URLs, and clears the rest. */
async function removeOtherwise(
  grower: Grower,
  urls: readonly string[],
): Promise<{ readonly removed?: Watched; readonly cleared?: Watched }> {
  const { removeUnder, clear } = grower;
  if (removeUnder === undefined || clear === undefined) return {};
  await grower.fill(urls);
  const removed = await withStallWatch(() => removeUnder("http://origin.test/items/1*"));
  const matching = urls.filter((url) => url.startsWith("http://origin.test/items/1")).length;
  if (removed.result !== matching) throw new Error(`${removed.result} of ${matching} entries were deleted`);
  return { removed, cleared: await withStallWatch(clear) };
}

async function walkAll(grower: Grower, expected: number): Promise<void> {
  const met = await grower.walk?.();
  if (met !== expected) throw new Error(`${met} of ${expected} entries were walked over`);
}

async function scanAll(grower: Grower, expected: number): Promise<void> {
  const met = await grower.scan?.();
  if (met !== expected) throw new Error(`${met} of ${expected} entries were met`);
}

/** Looks for one answer after another until it is asked what the longest look took. */
function lookAround({ look }: Grower, urls: readonly string[]): { longestMs(): Promise<number | undefined> } {
  if (look === undefined) return { longestMs: async () => undefined };
  let isOver = false;
  let longestMs = 0;
  const looking = (async () => {
    for (let i = 0; !isOver; i += 1) {
      const beganMs = performance.now();
      await look(urls[(i * STRIDE) % urls.length] ?? "");
      longestMs = Math.max(longestMs, performance.now() - beganMs);
      await setTimeout(1);
    }
  })();
  return {
    async longestMs() {
      isOver = true;
      await looking;
      return longestMs;
    },
  };
}

async function readScattered(grower: Grower, urls: readonly string[], plan: GrowthPlan): Promise<Measured> {
  const scattered = urls.map((_, i) => urls[(i * STRIDE) % urls.length] ?? "");
  const client: Client = { read: grower.read, stream: grower.read, close: grower.close };
  const pace = { durationMs: plan.roundMs, atOnce: 1 };
  const rounds: Measured[] = [];
  for (let i = 0; i <= plan.rounds; i += 1) {
    const measured = await measureFor(client, { urls: scattered, bytes: GROWN_BYTES }, pace);
    if (measured.wrong > 0) throw new Error(`${measured.wrong} bodies are wrong`);
    if (i > 0) rounds.push(measured);
  }
  const middle = (figure: keyof Measured): number => median(rounds.map((round) => round[figure]));
  return {
    p50: middle("p50"),
    p99: middle("p99"),
    mean: middle("mean"),
    cpuUs: middle("cpuUs"),
    reads: middle("reads"),
    wrong: 0,
  };
}

const [, , name = "", directory = "", plan = "{}", server = ""] = process.argv;
// The cast: the parent takes the name from this table.
const makeGrower = await GROWERS[name as keyof typeof GROWERS]();
const grower = makeGrower(directory, server);
process.on("disconnect", () => process.exit());
// The cast: the parent's own plan.
process.send?.(await grow(grower, JSON.parse(plan) as GrowthPlan));
await grower.close();
process.disconnect();
