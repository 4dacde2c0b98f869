import type { Backend, Lease, LeaseTaken } from "@rcache/core/backend";
import { check, checkEqual } from "../check.ts";
import type { Proof } from "./trial.ts";

const NAME = "GET https://example.com/leased";
const MINUTE_MS = 60_000;

/** L1–L5: the right to ask on behalf of others. */
export const leaseProofs: readonly Proof[] = [
  {
    name: "L1 a name has one holder at a time",
    needs: "lease",
    async prove({ backend }) {
      const taken = await Promise.all(Array.from({ length: 10 }, () => take(backend)));
      const held = taken.filter((one) => one.held);
      checkEqual(held.length, 1, "holders where ten asked at once");
      for (const one of taken)
        if (!one.held)
          check(one.forMs > 0 && one.forMs <= MINUTE_MS, `taken for ${one.forMs} more milliseconds`);
      checkEqual((await take(backend, `${NAME}/b`)).held, true, "another name");
      await held[0]?.release("stored");
      checkEqual((await take(backend)).held, true, "a name that was released");
    },
  },
  {
    name: "L2 after forMs another may have it",
    needs: "lease",
    async prove({ backend, clock }) {
      await held(backend);
      clock.advance(MINUTE_MS - 1);
      checkEqual((await take(backend)).held, false, "a name a millisecond before the end");
      clock.advance(2);
      checkEqual((await take(backend)).held, true, "a name a millisecond after the end");
    },
  },
  {
    name: "L3 extend keeps it for so long from now, and is false where it is no longer ours",
    needs: "lease",
    async prove({ backend, clock }) {
      const first = await held(backend);
      clock.advance(50_000);
      checkEqual(await first.extend(MINUTE_MS), true, "extending one's own");
      clock.advance(50_000);
      checkEqual((await take(backend)).held, false, "a name that was extended");
      clock.advance(10_001);
      await held(backend);
      checkEqual(await first.extend(10 * MINUTE_MS), false, "extending what another holds");
      clock.advance(MINUTE_MS + 1);
      checkEqual((await take(backend)).held, true, "a name after its last holder's time");
    },
  },
  {
    name: "L4 release is without effect where it is no longer ours",
    needs: "lease",
    async prove({ backend, clock }) {
      const first = await held(backend);
      clock.advance(MINUTE_MS + 1);
      const second = await held(backend);
      await first.release("failed");
      checkEqual((await take(backend)).held, false, "a name that somebody else released");
      await second.release("not-storable");
      await second.release("not-storable");
      checkEqual((await take(backend)).held, true, "a name that its holder released");
    },
  },
  {
    name: "L5 after not-storable whoever asks holds it, side by side, for the rest of its time",
    needs: "lease",
    async prove({ backend, clock }) {
      const first = await held(backend);
      checkEqual((await take(backend)).held, false, "a name before its holder released it");
      await first.release("not-storable");
      clock.advance(MINUTE_MS / 2);
      for (const turn of ["first", "second", "third"])
        checkEqual((await take(backend)).held, true, `the ${turn} to ask after not-storable`);
      clock.advance(MINUTE_MS / 2 + 1);
      await held(backend);
      checkEqual((await take(backend)).held, false, "a name that has a holder again");
      for (const outcome of ["stored", "failed"] as const) {
        const name = `${NAME}/${outcome}`;
        const lease = await take(backend, name);
        check(lease.held, "the lease is free");
        await lease.release(outcome);
        checkEqual((await take(backend, name)).held, true, `the first to ask after ${outcome}`);
        checkEqual((await take(backend, name)).held, false, `the second to ask after ${outcome}`);
      }
    },
  },
];

async function take(backend: Backend, name = NAME): Promise<Lease | LeaseTaken> {
  check(backend.lease !== undefined, "the backend leases");
  return backend.lease(name, MINUTE_MS);
}

async function held(backend: Backend): Promise<Lease> {
  const lease = await take(backend);
  check(lease.held, "the lease is free");
  return lease;
}
