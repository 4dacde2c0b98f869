import { EPOCH_KEPT_MS } from "@rcache/core/backend";
import { check, checkEqual, checkSameTexts } from "../check.ts";
import type { Trial } from "./trial.ts";
import { checkFound, checkRevisions, hasAbility, type Proof } from "./trial.ts";

const TARGET = "https://example.com/guarded";
const AT = { target: TARGET, selector: "GET" };

/** B9, B10, B13, B22: what a writer had seen decides whether it may write. */
export const preconditionProofs: readonly Proof[] = [
  {
    name: "B9 with a revision, only where the record still has it, else conflict and nothing changes",
    async prove(trial) {
      const { backend, find, record, store } = trial;
      const first = await store({ address: AT });
      const second = await store({ address: AT }, { revision: first.entry.revision });
      const late = await record({ address: AT });
      checkEqual(
        await backend.put(late, { revision: first.entry.revision }),
        "conflict",
        "put over a later one",
      );
      checkFound(backend, (await find(AT)).records[0], second.record);
      const elsewhere = await record({ address: { ...AT, variant: "other" } });
      const seen = { revision: second.entry.revision };
      checkEqual(await backend.put(elsewhere, seen), "conflict", "put where nothing is stored");
      checkRevisions(await find(AT), [second.entry.revision], "records after a conflict");
      await twoWriters(trial, second.entry.revision);
    },
  },
  {
    name: "B10 with an epoch, only where it is still the target's, else conflict and nothing changes",
    needs: "epoch",
    async prove({ backend, find, record, store }) {
      const epoch = await epochAt(find);
      const first = await store({ address: AT }, { epoch });
      await store({ address: { ...AT, variant: "second" } }, { epoch });
      const wrong = await record({ address: AT });
      checkEqual(
        await backend.put(wrong, { epoch: `${epoch}0` }),
        "conflict",
        "put under an epoch never given",
      );
      checkEqual(await backend.put(wrong, { epoch: "" }), "conflict", "put under an empty epoch");
      checkFound(
        backend,
        (await find(AT)).records.find((one) => one.variant === "-"),
        first.record,
      );
      const empty = await record({ address: { target: `${TARGET}/empty` } });
      checkEqual(await backend.put(empty, { epoch: `${epoch}0` }), "conflict", "put where nothing is stored");
      checkEqual((await find(empty.head)).records, [], "records after a conflict");
    },
  },
  {
    name: "B13 invalidate removes all under the target, counts it, and refuses what was seen before",
    async prove(trial) {
      const { backend, find, store } = trial;
      const user = { target: TARGET, selector: "GET.p1" };
      const first = await store({ address: AT });
      await store({ address: { ...AT, variant: "v" } });
      await store({ address: user });
      const others = await Promise.all(
        [`${TARGET}/b`, `${TARGET}b`, "https://example.com/"].map((target) => store({ address: { target } })),
      );
      const refused = [{ revision: first.entry.revision }, ...(await epochsOf(trial, TARGET))];
      const allowed = await epochsOf(trial, `${TARGET}/b`);
      checkEqual(await backend.invalidate(TARGET), 3, "records that were removed");
      for (const at of [AT, user]) checkEqual((await find(at)).records, [], `records of ${at.selector}`);
      for (const seen of refused) {
        const late = await trial.record({ address: AT });
        checkEqual(
          await backend.put(late, seen),
          "conflict",
          `put by ${JSON.stringify(seen)} after invalidate`,
        );
      }
      for (const other of others)
        checkFound(backend, (await find(other.entry.address)).records[0], other.record);
      for (const seen of allowed) await store({ address: { target: `${TARGET}/b`, selector: "NEW" } }, seen);
      await store({ address: AT });
      await nothingToInvalidate(trial);
    },
  },
  {
    name: "B22 a put under an epoch seen before an invalidation is refused for two days, whatever is swept",
    needs: "epoch",
    async prove({ backend, clock, find, record, store }) {
      const epoch = await epochAt(find);
      await store({ address: AT });
      await backend.invalidate(TARGET);
      clock.advance(EPOCH_KEPT_MS - 1);
      while ((await backend.sweep(100)).more);
      checkEqual(
        await backend.put(await record({ address: AT }), { epoch }),
        "conflict",
        "put almost two days after",
      );
    },
  },
];

async function twoWriters({ backend, find, record }: Trial, revision: string): Promise<void> {
  const rivals = [await record({ address: AT }), await record({ address: AT })];
  const results = await Promise.all(rivals.map(async (rival) => backend.put(rival, { revision })));
  checkSameTexts(results, ["conflict", "stored"], "results of two writers who saw the same revision");
  const winner = rivals[results.indexOf("stored")];
  check(winner !== undefined, "one of the two has won");
  checkFound(backend, (await find(AT)).records[0], winner);
}

/** An answer may be on its way for a target that has no record at all. */
async function nothingToInvalidate(trial: Trial): Promise<void> {
  const { backend, record } = trial;
  const target = "https://example.com/never-stored-before";
  const seen = await epochsOf(trial, target);
  checkEqual(await backend.invalidate(target), 0, "records removed where there were none");
  for (const precondition of seen) {
    const late = await record({ address: { target } });
    checkEqual(await backend.put(late, precondition), "conflict", "first put after invalidate");
  }
  for (const precondition of await epochsOf(trial, target))
    await trial.store({ address: { target } }, precondition);
}

async function epochsOf({ backend, find }: Trial, target: string): Promise<readonly { epoch: string }[]> {
  if (!(await hasAbility({ backend }, "epoch"))) return [];
  return [{ epoch: await epochAt(find, target) }];
}

async function epochAt(find: Trial["find"], target: string = TARGET): Promise<string> {
  const { epoch } = await find({ target, selector: "GET" });
  check(epoch !== undefined, `find gives an epoch for ${target}`);
  return epoch;
}
