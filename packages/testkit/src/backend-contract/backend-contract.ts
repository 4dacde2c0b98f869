import type { Runner } from "../runner.ts";
import { addressProofs } from "./addresses.ts";
import { expiryProofs } from "./expiry.ts";
import { inspectionProofs } from "./inspection.ts";
import { largeBodyProofs } from "./large-bodies.ts";
import { leaseProofs } from "./leases.ts";
import { lifeCycleProofs } from "./life-cycle.ts";
import { preconditionProofs } from "./preconditions.ts";
import { removalProofs } from "./removal.ts";
import { storedValueProofs } from "./stored-values.ts";
import { type Ability, type BackendSubject, hasAbility, onTrial, type Proof } from "./trial.ts";
import { turnProofs } from "./turns.ts";
import { variantProofs } from "./variants.ts";

const THEMES: readonly (readonly [theme: string, proofs: readonly Proof[]])[] = [
  ["stored values", storedValueProofs],
  ["variants", variantProofs],
  ["addresses", addressProofs],
  ["expiry", expiryProofs],
  ["preconditions", preconditionProofs],
  ["removal", removalProofs],
  ["life cycle", lifeCycleProofs],
  ["inspection", inspectionProofs],
  ["turns", turnProofs],
  ["large bodies", largeBodyProofs],
  ["leases", leaseProofs],
];
const ABILITIES: readonly Ability[] = [
  "scan",
  "removeWhere",
  "stats",
  "lease",
  "bodies",
  "epoch",
  "loseBytes",
];

/**
 * Tests a backend against every promise of the `Backend`, `BodyStore` and `Lease` contracts. There is one test per promise, with its id
 * first in the name.
 *
 * The tests that run depend on the backend's members. If an optional member is missing, its promises are not tested; the test `abilities:
 * …` prints which. Every test opens a backend with a new name, on a clock that only the test moves, closes it and calls `destroy`.
 */
export function backendContract(runner: Runner, subject: BackendSubject): void {
  runner.describe("backend contract", () => {
    for (const [theme, proofs] of THEMES)
      runner.describe(theme, () => {
        for (const proof of proofs) runner.it(proof.name, () => proved(subject, proof));
      });
    runner.it("abilities: optional members are whole, and missing ones are named", () =>
      onTrial(subject, "abilities", async (trial) => {
        const missing: Ability[] = [];
        for (const ability of ABILITIES) if (!(await hasAbility(trial, ability))) missing.push(ability);
        if (missing.length > 0) console.info(missingText(trial.backend.name, missing));
      }),
    );
  });
}

function proved(subject: BackendSubject, proof: Proof): Promise<void> {
  return onTrial(subject, proof.name.split(" ", 1)[0] ?? "", async (trial) => {
    if (proof.needs === undefined || (await hasAbility(trial, proof.needs))) await proof.prove(trial);
  });
}

function missingText(name: string, missing: readonly Ability[]): string {
  const idle = THEMES.flatMap(([, proofs]) => proofs)
    .filter((proof) => proof.needs !== undefined && missing.includes(proof.needs))
    .map((proof) => proof.name.split(" ", 1)[0]);
  return `backend contract: ${name} is without ${missing.join(", ")}; nothing to prove for ${idle.join(", ")}`;
}
