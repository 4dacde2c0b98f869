import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { tiered } from "@rcache/core";
import { type Backend, keyValueBackend } from "@rcache/core/backend";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mode } from "./directives.ts";
import { runSteps } from "./run-steps.ts";
import { stepsArbitrary } from "./steps.ts";

/** Printed with the title; a failure prints the path to its smallest counterexample beside it. */
const SEED = 20_261_121;

const STORES: readonly (readonly [string, number, () => Backend])[] = [
  ["memory", 400, () => memoryBackend()],
  ["SQLite", 150, () => sqliteBackend({ useMemory: true })],
  ["an asynchronous key-value store", 150, asynchronousStore],
  ["memory before SQLite", 100, () => tiered(memoryBackend(), sqliteBackend({ useMemory: true }))],
];

function asynchronousStore(): Backend {
  const map = new Map<string, Uint8Array>();
  return keyValueBackend({
    get: async (key) => map.get(key),
    set: async (key, value) => void map.set(key, value),
    delete: async (key) => void map.delete(key),
  });
}

const MODES: readonly Mode[] = ["rules", "private", "shared"];

describe.each(STORES)(`whatever happens over %s (seed ${SEED})`, (_store, numRuns, open) => {
  it.each(
    MODES.flatMap((mode) => [
      ["in peace", mode, false] as const,
      ["with a backend in trouble", mode, true] as const,
    ]),
  )(
    "%s (%s), nobody gets bytes that the origin did not send for them, nor expired ones, nor changed ones, and one key has one flight",
    async (_how, mode, withTrouble) => {
      const property = fc.asyncProperty(stepsArbitrary(withTrouble), async (steps) => {
        expect(await runSteps(steps, open(), mode, withTrouble)).toEqual([]);
      });
      await fc.assert(property, { seed: SEED, numRuns });
    },
    120_000,
  );
});
