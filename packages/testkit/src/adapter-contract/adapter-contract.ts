import type { Runner } from "../runner.ts";
import { bodyProofs } from "./bodies.ts";
import { exchangeProofs } from "./exchanges.ts";
import { failureProofs } from "./failures.ts";
import { passingOnProofs } from "./passing-on.ts";
import { sharingProofs } from "./sharing.ts";
import { type AdapterProof, type AdapterSubject, onStage } from "./stage.ts";

const THEMES: readonly (readonly [theme: string, proofs: readonly AdapterProof[]])[] = [
  ["exchanges", exchangeProofs],
  ["bodies", bodyProofs],
  ["failures", failureProofs],
  ["sharing", sharingProofs],
  ["passing on", passingOnProofs],
];

/**
 * Tests a client with a cache against every promise of an adapter, A1 to A21, with a real HTTP origin on loopback. There is one test per
 * promise, with its id first in the name. Node, Bun and Deno only.
 *
 * `open` receives the options of a cache and makes a client from them. Each test has its own origin, backend and clock.
 */
export function adapterContract(runner: Runner, subject: AdapterSubject): void {
  runner.describe("adapter contract", () => {
    for (const [theme, proofs] of THEMES)
      runner.describe(theme, () => {
        for (const { name, prove } of proofs) runner.it(name, () => onStage(subject, prove));
      });
  });
}
