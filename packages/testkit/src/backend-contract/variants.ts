import { checkEqual } from "../check.ts";
import { checkFound, checkRevisions, type Proof, type Put, type Trial } from "./trial.ts";

const TARGET = "https://example.com/varies";
const AT = { target: TARGET, selector: "GET" };

/** B4, B5, B8: several answers to one request, one record each. */
export const variantProofs: readonly Proof[] = [
  {
    name: "B4 all variants come, complete, where prefer is left out or not there",
    async prove(trial) {
      const puts = await storeVariants(trial, 64);
      const revisions = puts.map((put) => put.entry.revision);
      for (const prefer of [undefined, "not-there"]) {
        const found = await trial.find(AT, prefer);
        checkEqual(found.complete, true, `complete with prefer ${String(prefer)}`);
        checkRevisions(found, revisions, `variants with prefer ${String(prefer)}`);
      }
      const gone = await trial.store({
        address: { ...AT, variant: "gone" },
        lifetimes: { removeAtMs: trial.clock.nowMs() + 1_000 },
      });
      trial.clock.advance(1_001);
      const found = await trial.find(AT, gone.entry.address.variant);
      checkEqual(found.complete, true, "complete where prefer names a record past its removal");
      checkRevisions(found, revisions, "variants where prefer names a record past its removal");
      checkEqual((await trial.find({ ...AT, selector: "NONE" })).complete, true, "complete of nothing");
    },
  },
  {
    name: "B5 with prefer, that record is among them",
    async prove(trial) {
      const puts = await storeVariants(trial, 10);
      for (const put of puts) {
        const found = await trial.find(AT, put.entry.address.variant);
        const { variant } = put.entry.address;
        checkFound(
          trial.backend,
          found.records.find((record) => record.variant === variant),
          put.record,
        );
        if (found.complete) checkEqual(found.records.length, puts.length, "records of a complete answer");
      }
    },
  },
  {
    name: "B8 one record an address, also where many write at once",
    async prove(trial) {
      await trial.store({ address: AT });
      const second = await trial.store({ address: AT, body: null });
      checkRevisions(await trial.find(AT), [second.entry.revision], "records after a second put");
      checkFound(trial.backend, (await trial.find(AT)).records[0], second.record);
      await manyAddressesAtOnce(trial);
      await oneAddressAtOnce(trial);
    },
  },
];

function storeVariants(trial: Trial, count: number): Promise<readonly Put[]> {
  const variants = Array.from({ length: count }, (_, i) => (i === 0 ? "-" : `v${i}`));
  return Promise.all(variants.map((variant) => trial.store({ address: { ...AT, variant } })));
}

async function manyAddressesAtOnce(trial: Trial): Promise<void> {
  const targets = Array.from({ length: 50 }, (_, i) => `https://example.com/many/${i}`);
  const puts = await Promise.all(
    targets.map(async (target) => {
      const [put] = await Promise.all([
        trial.store({ address: { target } }),
        trial.find({ target, selector: "GET" }),
      ]);
      return put;
    }),
  );
  await Promise.all(
    puts.map(async (put) => {
      const found = await trial.find(put.entry.address);
      checkRevisions(found, [put.entry.revision], `records of ${put.entry.address.target}`);
      checkFound(trial.backend, found.records[0], put.record);
    }),
  );
}

async function oneAddressAtOnce(trial: Trial): Promise<void> {
  const target = "https://example.com/one";
  const puts = await Promise.all(
    Array.from({ length: 10 }, (_, i) => trial.store({ address: { target }, body: new Uint8Array(i) })),
  );
  const { records } = await trial.find({ target, selector: "GET" });
  checkEqual(records.length, 1, "records where ten wrote at once");
  const winner = puts.find((put) => put.entry.revision === records[0]?.revision);
  checkEqual(winner !== undefined, true, "the record is one of the ten");
  // Not one writer's revision with another's value.
  if (winner !== undefined) checkFound(trial.backend, records[0], winner.record);
}
