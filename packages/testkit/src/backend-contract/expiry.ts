import type { Backend } from "@rcache/core/backend";
import { headsIn } from "../builders/heads-in.ts";
import { check, checkEqual } from "../check.ts";
import { bodyIsThere, writeBody } from "./bodies-on-trial.ts";
import { checkFound, checkRevisions, type Proof, type Trial } from "./trial.ts";

const DAY_MS = 86_400_000;
/** More calls than any of these proofs can need: the end of a sweep that never says it is done. */
const CALLS = 100;

/** B3, B14: what is past its removal. */
export const expiryProofs: readonly Proof[] = [
  {
    name: "B3 records past removeAtMs are not returned",
    async prove({ clock, find, store }) {
      const at = { target: "https://example.com/expires", selector: "GET" };
      const removeAtMs = clock.nowMs() + 60_000;
      const lives = await store({ address: { ...at, variant: "lives" } });
      const dies = await store({ address: { ...at, variant: "dies" }, lifetimes: { removeAtMs } });
      clock.advance(59_999);
      checkRevisions(await find(at), [lives.entry.revision, dies.entry.revision], "a millisecond before");
      clock.advance(2);
      checkRevisions(await find(at), [lives.entry.revision], "a millisecond after");
      const preferred = await find(at, "dies");
      check(
        preferred.records.every((record) => record.variant !== "dies"),
        "a record past its removal is not returned where prefer names it either",
      );
    },
  },
  {
    name: "B14 sweep removes at most limit a call, says whether there is more, and nothing that is not past",
    async prove(trial) {
      const { backend, clock, find, store } = trial;
      const target = "https://example.com/sweep";
      const removeAtMs = clock.nowMs() + 60_000;
      for (const i of [1, 2, 3, 4, 5])
        await store({ address: { target: `${target}/${i}` }, lifetimes: { removeAtMs } });
      const kept = await store({ address: { target } });
      clock.advance(60_001);
      const removed = await sweepInTwos(backend);
      check(removed <= 5, `five records were past, ${removed} were removed`);
      if (backend.scan !== undefined) checkEqual(removed, 5, "records removed in all");
      checkFound(backend, (await find(kept.entry.address)).records[0], kept.record);
      if (backend.bodies !== undefined) await bodiesNobodyOwns(trial);
    },
  },
];

async function sweepInTwos(backend: Backend): Promise<number> {
  let total = 0;
  for (let call = 0; call < CALLS; call += 1) {
    const before = await left(backend);
    const { removed, more } = await backend.sweep(2);
    check(removed <= 2, `sweep(2) says that it removed ${removed}`);
    total += removed;
    const after = await left(backend);
    if (before !== undefined && after !== undefined) {
      checkEqual(before - after, removed, "what sweep(2) says it removed");
      checkEqual(more, after > 1, "more, where all but one record are past");
    }
    if (!more) return total;
  }
  throw new Error(`sweep says that there is more after ${CALLS} calls`);
}

async function left(backend: Backend): Promise<number | undefined> {
  return backend.scan === undefined ? undefined : (await headsIn(backend)).length;
}

async function bodiesNobodyOwns(trial: Trial): Promise<void> {
  const { backend, clock, store } = trial;
  const address = { target: "https://example.com/large", selector: "GET", variant: "-" };
  const chunks = [new Uint8Array(100_000)];
  const options = { address, chunks, keepUntilMs: clock.nowMs() + 60_000 };
  const [owned, replaced, never] = [
    await writeBody(backend, { ...options, id: "owned" }),
    await writeBody(backend, { ...options, id: "replaced" }),
    await writeBody(backend, { ...options, id: "never-owned" }),
  ];
  await store({ address, body: replaced });
  await store({ address, body: owned });
  await sweepAll(backend);
  checkEqual(await bodyIsThere(backend, never), true, "a body without a record before its keepUntilMs");
  // Long enough for any grace that a backend gives to readers elsewhere.
  clock.advance(30 * DAY_MS);
  await sweepAll(backend);
  checkEqual(await bodyIsThere(backend, owned), true, "the body of a record");
  checkEqual(await bodyIsThere(backend, replaced), false, "the body of a record that was replaced");
  checkEqual(await bodyIsThere(backend, never), false, "a body without a record after its keepUntilMs");
}

/** Sweeps until there is no more. */
export async function sweepAll(backend: Backend): Promise<void> {
  for (let call = 0; call < CALLS; call += 1) if (!(await backend.sweep(1_000)).more) return;
  throw new Error(`sweep says that there is more after ${CALLS} calls`);
}
