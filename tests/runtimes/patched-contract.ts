// The contract of adapters, for a patched process, in runtimes that vitest does not run in: Bun and Deno.

import { isInstalled } from "../../packages/patch/src/index.ts";
import { PATCHED_CLIENTS } from "../../packages/patch/test/patched-clients.ts";
import { adapterContract } from "../../packages/testkit/src/index.ts";

/** What a runtime's own fetch cannot do, with a cache or without one. */
const BEYOND: Readonly<Record<string, RegExp>> = {
  // Its responses have the usual phrase of their status, whatever was sent.
  Deno: /^fetch: A20 /,
};

const tests: (readonly [name: string, run: () => void | Promise<void>])[] = [];
let passed = 0;
let failed = 0;

for (const [client, subject] of PATCHED_CLIENTS) {
  const runner = {
    describe: (_name: string, define: () => void) => define(),
    it: (name: string, run: () => void | Promise<void>) => void tests.push([`${client}: ${name}`, run]),
  };
  adapterContract(runner, subject);
}
const beyond = Object.entries(BEYOND).find(([runtime]) => runtime in globalThis)?.[1];
for (const [name, run] of tests) {
  if (beyond?.test(name)) {
    console.log(`beyond this runtime: ${name}`);
    continue;
  }
  try {
    await run();
    if (isInstalled()) throw new Error("a cache is still installed");
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`FAILED ${name}\n${error instanceof Error ? error.stack : String(error)}`);
  }
}
console.log(`${passed} of ${tests.length} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
