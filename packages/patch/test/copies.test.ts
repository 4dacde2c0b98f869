import { afterEach, describe, expect, it, vi } from "vitest";
import * as first from "../src/index.ts";
import { exchange } from "./http-client.ts";
import { counting, places } from "./patched-process.ts";
import { program } from "./program.ts";

type Patch = typeof first;

afterEach(() => {
  first.uninstallCache();
});

/** The package once more, as a bundle brings it along. */
async function otherCopy(): Promise<Patch> {
  vi.resetModules();
  return import("../src/index.ts");
}

describe("several copies of the package", () => {
  it("have one truth: each sees what the other has installed, and takes it away", async () => {
    await using own = await counting();
    const second = await otherCopy();
    expect(second.installCache).not.toBe(first.installCache);
    const before = places();
    const { cache } = second.installCache({ backend: "memory" });
    expect([first.isInstalled(), first.getCache()]).toEqual([true, cache]);
    expect((await exchange(own.url)).body).toBe("1");
    expect(await first.disabled(async () => (await exchange(own.url)).body)).toBe("2");
    const mine = first.installCache({ backend: "memory" });
    expect((await exchange(own.url)).body).toBe("3");
    mine.uninstall();
    expect((await exchange(own.url)).body).toBe("1");
    first.uninstallCache();
    expect([second.isInstalled(), places()]).toEqual([false, before]);
  });
});

describe("worker threads", () => {
  it("install their own", async () => {
    const { printed } = await program("worker.ts");
    expect(JSON.parse(printed)).toEqual({
      told: { before: false, bodies: ["2", "3", "3"], own: true },
      main: "1",
    });
  });
});
