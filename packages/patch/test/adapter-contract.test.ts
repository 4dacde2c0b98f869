import { adapterContract, type Runner } from "@rcache/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { isInstalled, uninstallCache } from "../src/index.ts";
import { PATCHED_CLIENTS } from "./patched-clients.ts";

/** What the runtime's own fetch cannot do, with a cache or without one: Deno's gives the usual phrase of a status, whatever was sent. */
const beyond = "Deno" in globalThis ? /^A20 / : undefined;

afterEach(() => {
  expect(isInstalled()).toBe(false);
  uninstallCache();
});

describe.each(PATCHED_CLIENTS)("%s in a patched process", (client, subject) => {
  const isBeyond = (name: string): boolean => client === "fetch" && beyond?.test(name) === true;
  const runner: Runner = { describe, it: (name, run) => (isBeyond(name) ? it.fails : it)(name, run) };
  adapterContract(runner, subject);
});
