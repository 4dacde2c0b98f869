import type { Backend } from "@rcache/core/backend";
import type { BackendSubject } from "../backend-contract/trial.ts";
import { checkEqual } from "../check.ts";
import { type FaultyCache, onFaultyCache } from "./faulty-cache.ts";
import { checkAnswers, type FaultProof } from "./record-faults.ts";

/** What a backend without types may give, where the contract says something else. */
const VALUES: Readonly<Record<string, (backend: Backend) => Partial<Record<keyof Backend, () => unknown>>>> =
  {
    "finds undefined": () => ({ find: () => undefined }),
    "finds null": () => ({ find: async () => null }),
    "finds no list": () => ({ find: () => ({ complete: true, records: {} }) }),
    "finds a record that is null": () => ({ find: () => ({ complete: true, records: [null] }) }),
    "finds a record without a revision": () => ({
      find: () => ({ complete: true, records: [{ target: "a", selector: "GET", variant: "-", value: 1 }] }),
    }),
    "finds a record of another target": () => ({
      find: () => ({
        ...{ complete: true, epoch: "1" },
        records: [{ target: "a", selector: "GET", variant: "-", revision: "r", serializerId: "s", value: 1 }],
      }),
    }),
    "stores as undefined": () => ({ put: async () => undefined }),
  };
const LEASES: Readonly<Record<string, unknown>> = {
  null: null,
  "a lease that cannot be released": { held: true },
  "a wait without a time": { held: false },
};

/** Values that break a contract count as a failing backend, never as the request's failure. */
export const brokenPromises: readonly FaultProof[] = [
  ...Object.entries(VALUES).map(([what, give]) => ({
    name: `F14 a backend that ${what} fails the call and not the request, with one event`,
    prove: (subject: BackendSubject) =>
      onFaultyCache(subject, { faults: [] }, async (on) => {
        await checkAnswers(on, ["miss 1"], on.another(broken(on, give(on.backend))));
        checkToldOnce(on);
      }),
  })),
  {
    name: "F14 a lease that is none costs only the sharing, with one event",
    prove: (subject) =>
      onFaultyCache(subject, { faults: [] }, async (on) => {
        if (on.backend.lease === undefined) return;
        let nth = 0;
        for (const lease of Object.values(LEASES)) {
          nth += 1;
          const backend = broken(on, { lease: () => lease });
          const cache = on.another(backend, { singleFlight: "across-processes" });
          await checkAnswers(on, [`miss ${nth}`, `hit ${nth}`], cache);
          checkEqual(on.eventsOf("backend-failed").length, nth, "failures told");
          await cache.clear();
        }
      }),
  },
];

function broken(on: FaultyCache, members: Partial<Record<keyof Backend, () => unknown>>): Backend {
  // The cast: what is given in place of the members is what the contract forbids.
  return { ...on.backend, ...members } as unknown as Backend;
}

function checkToldOnce(on: FaultyCache): void {
  const told = on.eventsOf("backend-failed").map(({ error }) => error.code);
  checkEqual(told, ["RCACHE_BACKEND_FAILED"], "failures told");
}
