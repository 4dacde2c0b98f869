import type { BackendSubject } from "../backend-contract/trial.ts";
import type { Runner } from "../runner.ts";
import { bodyFaults } from "./body-faults.ts";
import { brokenPromises } from "./broken-promises.ts";
import { damagedBodies } from "./damaged-bodies.ts";
import { recordFaults } from "./record-faults.ts";

/**
 * Holds a cache over a backend to what a failing store may cost: one test a fault, its number in the project's list of faults first in the
 * name. The backend is wrapped in a `faultyBackend`; whatever goes wrong, requests are answered, with one event, and the cache works again.
 *
 * The backend's form and members decide what there is to prove: one of entries has no values that could be damaged, only bytes have a
 * checksum, and without `bodies` there are no large bodies.
 */
export function faultContract(runner: Runner, subject: BackendSubject): void {
  runner.describe("fault contract", () => {
    const all = [...recordFaults, ...brokenPromises, ...bodyFaults, ...damagedBodies];
    for (const { name, prove } of all) runner.it(name, () => prove(subject));
  });
}
