// The contract of adapters, for a patched process, in runtimes that vitest does not run in: Bun and Deno.

import { isInstalled } from "../../packages/patch/src/index.ts";
import { PATCHED_CLIENTS } from "../../packages/patch/test/patched-clients.ts";
import { adapterContract } from "../../packages/testkit/src/index.ts";
import { contractRun } from "./contract-runner.ts";

/** What a runtime's own fetch cannot do, with a cache or without one. */
const BEYOND: Readonly<Record<string, RegExp>> = {
  // Its responses have the usual phrase of their status, whatever was sent.
  Deno: /^fetch: A20 /,
};

const run = contractRun();
for (const [client, subject] of PATCHED_CLIENTS) adapterContract(run.runner(client), subject);
await run.end(Object.entries(BEYOND).find(([runtime]) => runtime in globalThis)?.[1], () => {
  if (isInstalled()) throw new Error("a cache is still installed");
});
