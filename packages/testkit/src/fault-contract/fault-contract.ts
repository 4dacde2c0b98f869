import type { BackendSubject } from "../backend-contract/trial.ts";
import type { Runner } from "../runner.ts";
import { bodyFaults } from "./body-faults.ts";
import { brokenPromises } from "./broken-promises.ts";
import { damagedBodies } from "./damaged-bodies.ts";
import { recordFaults } from "./record-faults.ts";

/**
 * Tests a cache over a backend whose store fails. There is one test per fault, with its number in the project's list of faults first in the
 * name. The backend is wrapped in a `faultyBackend`. Whatever goes wrong, requests are answered, with one event, and the cache works again.
 *
 * The tests that run depend on the backend: entries have no values that could be damaged, only bytes have a checksum, and without `bodies`
 * there are no large bodies.
 */
export function faultContract(runner: Runner, subject: BackendSubject): void {
  runner.describe("fault contract", () => {
    const all = [...recordFaults, ...brokenPromises, ...bodyFaults, ...damagedBodies];
    for (const { name, prove } of all) runner.it(name, () => prove(subject));
  });
}
