import type { Backend, StoredRecord } from "@rcache/core/backend";
import { headsIn } from "../builders/heads-in.ts";
import { check, checkEqual, checkSameTexts } from "../check.ts";
import { writeBody } from "./bodies-on-trial.ts";
import { filterCases, storeForFilters } from "./filters-on-trial.ts";
import { type Proof, plainValue, type Trial } from "./trial.ts";

/** B17, B19: what a person may look at. */
export const inspectionProofs: readonly Proof[] = [
  {
    name: "B17 scan gives every head once, also of records past removeAtMs, and values where they are asked for",
    needs: "scan",
    async prove(trial) {
      const { backend, clock, store } = trial;
      const nowMs = clock.nowMs();
      const stored = await storeForFilters(trial);
      for (const { filter, matches, what } of filterCases(nowMs)) {
        const targets = matches.map((name) => `https://key.org/${name}`);
        const heads = await headsIn(backend, filter);
        checkSameTexts(
          heads.map((head) => head.target),
          targets,
          `heads by ${what}`,
        );
      }
      const past = await store({
        address: { target: "https://key.org/past", variant: "v" },
        lifetimes: { removeAtMs: nowMs + 1_000 },
      });
      clock.advance(1_001);
      await checkAll(backend, [...[...stored.values()].map((put) => put.record), past.record]);
      await removeWhileScanning(trial);
    },
  },
  {
    name: "B19 stats counts records and the bytes of their bodies",
    needs: "stats",
    async prove(trial) {
      const { backend, store } = trial;
      checkEqual(await counted(backend), { entries: 0, bytes: 0 }, "stats of an empty store");
      const address = { target: "https://example.com/counted" };
      await store({ address, body: new Uint8Array(10) });
      await store({ address: { ...address, variant: "v" }, body: null });
      await store({ address: { ...address, selector: "POST.x" }, body: new Uint8Array(1_000) });
      checkEqual(await counted(backend), { entries: 3, bytes: 1_010 }, "stats of three records");
      const { entry } = await store({ address, body: new Uint8Array(30) });
      checkEqual(await counted(backend), { entries: 3, bytes: 1_030 }, "stats after one was replaced");
      await backend.remove([entry.address]);
      checkEqual(await counted(backend), { entries: 2, bytes: 1_000 }, "stats after one was removed");
      if (backend.bodies !== undefined) await largeBodyCounts(trial);
    },
  },
];

async function checkAll(backend: Backend, puts: readonly StoredRecord[]): Promise<void> {
  const found = new Map((await headsIn(backend, { values: true })).map((one) => [one.revision, one]));
  checkEqual(found.size, puts.length, "heads of different revisions");
  for (const { head, value } of puts) {
    const one = found.get(head.revision);
    check(one?.value !== undefined, `${head.target} is scanned with its value`);
    const { value: foundValue, ...foundHead } = one;
    checkEqual(foundHead, head, `head of ${head.target}`);
    checkEqual(plainValue(backend, foundValue), plainValue(backend, value), `value of ${head.target}`);
  }
}

/** The engine deletes so where there is no removeWhere. */
async function removeWhileScanning({ backend, store }: Trial): Promise<void> {
  await backend.clear();
  const targets = Array.from({ length: 120 }, (_, i) => `https://example.com/page/${i}`);
  await Promise.all(targets.map((target) => store({ address: { target } })));
  const seen: string[] = [];
  check(backend.scan !== undefined, "the backend scans");
  for await (const head of backend.scan({})) {
    seen.push(head.target);
    await backend.remove([{ target: head.target, selector: head.selector, variant: head.variant }]);
  }
  checkSameTexts(seen, targets, "heads where each was removed when it was seen");
}

async function counted(backend: Backend): Promise<unknown> {
  return backend.stats?.();
}

async function largeBodyCounts({ backend, clock, store }: Trial): Promise<void> {
  const address = { target: "https://example.com/large", selector: "GET", variant: "-" };
  const keepUntilMs = clock.nowMs() + 60_000;
  const chunks = [new Uint8Array(100_000)];
  const body = await writeBody(backend, { address, id: "counted-body", chunks, keepUntilMs });
  await store({ address, body });
  checkEqual(await counted(backend), { entries: 3, bytes: 101_000 }, "stats with a body outside its record");
}
