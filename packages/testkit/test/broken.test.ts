import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { brokenBodies } from "../src/broken/broken-bodies.ts";
import { brokenFind } from "../src/broken/broken-find.ts";
import { brokenLeases } from "../src/broken/broken-leases.ts";
import { brokenLife } from "../src/broken/broken-life.ts";
import { brokenMaintenance } from "../src/broken/broken-maintenance.ts";
import { brokenSerializers } from "../src/broken/broken-serializers.ts";
import { brokenWrites } from "../src/broken/broken-writes.ts";
import { backendContract, serializerContract } from "../src/index.ts";
import { failures, recordingRunner } from "./recording-runner.ts";

const brokenBackends = [
  ...brokenFind,
  ...brokenWrites,
  ...brokenMaintenance,
  ...brokenBodies,
  ...brokenLeases,
  ...brokenLife,
];

describe("a backend with one fault", () => {
  for (const broken of brokenBackends)
    it(`that ${broken.fault} fails ${broken.promise} and nothing else`, async () => {
      const { runner, tests } = recordingRunner();
      const { loseBytes } = broken;
      backendContract(runner, {
        open: ({ cacheName }) => broken.open(cacheName),
        ...(loseBytes && { loseBytes }),
      });
      const failed = await failures(tests);
      expect([...failed.keys()], [...failed.values()].join("\n")).toEqual([broken.promise]);
    });
});

describe("a serializer with one fault", () => {
  for (const broken of brokenSerializers)
    it(`that ${broken.fault} fails ${broken.promise} and nothing else`, async () => {
      const { runner, tests } = recordingRunner();
      serializerContract(runner, broken.serializer);
      const failed = await failures(tests);
      expect([...failed.keys()], [...failed.values()].join("\n")).toEqual([broken.promise]);
    });
});

describe("the promises in the contracts' doc comments", () => {
  const files = ["backend", "body-store", "lease", "serializer"];
  const text = files
    .map((file) => readFileSync(new URL(`../../core/src/contracts/${file}.ts`, import.meta.url), "utf8"))
    .join("\n");
  const promises = [...text.matchAll(/\*\*([A-Z]\d+)\*\*/g)].map((match) => match[1] ?? "").toSorted(inOrder);

  it("are each made once", () => {
    expect(promises).toEqual([...new Set(promises)]);
    expect(promises.length).toBeGreaterThanOrEqual(39);
  });

  it("have one test each, and every test with an id has a promise", () => {
    const { runner, tests } = recordingRunner();
    backendContract(runner, { open: () => Promise.reject(new Error("never opened")) });
    serializerContract(runner, brokenSerializers[0]?.serializer ?? expect.unreachable());
    const proved = tests.map(({ name }) => name.split(" ", 1)[0] ?? "").filter((id) => /^[A-Z]\d+$/.test(id));
    expect(proved.toSorted(inOrder)).toEqual(promises);
  });

  it("have one broken implementation each", () => {
    const broken = [...brokenBackends, ...brokenSerializers].map(({ promise }) => promise);
    expect([...new Set(broken)].toSorted(inOrder)).toEqual(promises);
  });
});

function inOrder(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
