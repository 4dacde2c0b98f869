import { adapterContract } from "@rcache/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { isInstalled, uninstallCache } from "../src/index.ts";
import { PATCHED_CLIENTS } from "./patched-clients.ts";

afterEach(() => {
  expect(isInstalled()).toBe(false);
  uninstallCache();
});

describe.each(PATCHED_CLIENTS)("%s in a patched process", (_name, subject) => {
  adapterContract({ describe, it }, subject);
});
