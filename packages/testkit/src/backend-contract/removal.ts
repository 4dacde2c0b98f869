import type { Address } from "@rcache/core/backend";
import { checkEqual } from "../check.ts";
import { bodyIsThere, writeBody } from "./bodies-on-trial.ts";
import { filterCases, storeForFilters } from "./filters-on-trial.ts";
import { checkFound, checkRevisions, type Proof, type Trial } from "./trial.ts";

const AT = { target: "https://example.com/removed", selector: "GET" };

/** B12, B15, B18: what is removed when it is asked for. */
export const removalProofs: readonly Proof[] = [
  {
    name: "B12 remove takes what is named, with a revision only where it is still this one, and does not count what is missing",
    async prove(trial) {
      const { backend, find, store } = trial;
      const [a, b, c] = [
        (await store({ address: { ...AT, variant: "a" } })).entry,
        (await store({ address: { ...AT, variant: "b" } })).entry,
        (await store({ address: { ...AT, variant: "c" } })).entry,
      ];
      checkEqual(await backend.remove([]), 0, "removing nothing");
      checkEqual(await backend.remove([{ ...b.address, revision: "other" }]), 0, "another revision");
      checkRevisions(await find(AT), [a.revision, b.revision, c.revision], "records that stay");
      const which = [
        { ...a.address, revision: a.revision },
        { ...b.address, revision: "other" },
      ];
      checkEqual(await backend.remove([...which, { ...AT, variant: "missing" }]), 1, "one of three");
      checkRevisions(await find(AT), [b.revision, c.revision], "records that stay");
      checkEqual(await backend.remove([b.address, a.address]), 1, "without a revision");
      checkRevisions(await find(AT), [c.revision], "records that stay");
      await removeMany(trial);
    },
  },
  {
    name: "B15 clear removes all that this cache wrote, and only that",
    async prove({ backend, cacheName, clock, find, open, record, store }) {
      // A name that begins with ours: a prefix is not enough to tell two caches apart.
      const neighbour = await open(`${cacheName}_2`);
      const theirs = await record({ address: AT });
      await neighbour.put(theirs);
      const ours = await store({ address: AT });
      checkFound(neighbour, (await neighbour.find(AT)).records[0], theirs);
      await store({ address: { target: "https://example.com/more", selector: "POST.x" } });
      const large = { target: "https://example.com/large", selector: "GET", variant: "-" };
      const chunks = [new Uint8Array(70_000)];
      const keepUntilMs = clock.nowMs() + 60_000;
      const body =
        backend.bodies && (await writeBody(backend, { address: large, id: "cleared", chunks, keepUntilMs }));
      if (body !== undefined) await store({ address: large, body });
      await backend.clear();
      if (body !== undefined) checkEqual(await bodyIsThere(backend, body), false, "a body after clear");
      for (const at of [AT, { target: "https://example.com/more", selector: "POST.x" }])
        checkEqual((await find(at)).records, [], "records after clear");
      if (backend.stats !== undefined) checkEqual((await backend.stats()).entries, 0, "entries after clear");
      checkFound(neighbour, (await neighbour.find(AT)).records[0], theirs);
      await backend.clear();
      const again = await store({ address: ours.entry.address });
      checkFound(backend, (await find(AT)).records[0], again.record);
    },
  },
  {
    name: "B18 removeWhere removes what the filter matches, at most limit a call, and says how many",
    needs: "removeWhere",
    async prove(trial) {
      for (const { filter, matches, what } of filterCases(trial.clock.nowMs())) {
        await trial.backend.clear();
        const stored = await storeForFilters(trial);
        const counts: number[] = [];
        for (let left = matches.length; left > 0; left -= 2)
          counts.push((await trial.backend.removeWhere?.(filter, 2)) ?? Number.NaN);
        const expected = counts.map((_, i) => Math.min(2, matches.length - 2 * i));
        checkEqual(counts, expected, `removed by ${what}, two at a time`);
        checkEqual(
          await trial.backend.removeWhere?.(filter, 2),
          0,
          `removed by ${what} once nothing matches`,
        );
        for (const [name, put] of stored) {
          const left = (await trial.find(put.entry.address)).records.length;
          checkEqual(left, matches.includes(name) ? 0 : 1, `records of ${name} after removeWhere ${what}`);
        }
      }
    },
  },
];

/** More at once than a statement may have parameters in some stores; every second is missing. */
async function removeMany({ backend, find, store }: Trial): Promise<void> {
  const addresses: Address[] = Array.from({ length: 400 }, (_, i) => ({
    target: `https://example.com/bulk/${i}`,
    selector: "GET",
    variant: "-",
  }));
  const stored = addresses.filter((_, i) => i % 20 === 0);
  await Promise.all(stored.map((address) => store({ address })));
  checkEqual(await backend.remove(addresses), stored.length, "20 of 400");
  for (const address of stored) checkEqual((await find(address)).records, [], address.target);
}
