import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ran } from "./run-program.ts";

const directory = mkdtempSync(join(tmpdir(), "rcache-ends-early-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("a program that ends right after its answer", () => {
  it.each([
    ["sqlite", "exit", 0],
    ["sqlite", "throw", 1],
    ["filesystem", "exit", 0],
    ["filesystem", "throw", 1],
  ])("with a store of %s by %s finds it again when it is run again", (kind, how, code) => {
    const place = join(directory, `${kind}-${how}${kind === "sqlite" ? ".sqlite" : ""}`);
    expect(ran("ends-early.ts", [kind, place, how])).toMatchObject({ printed: "miss 4", code });
    expect(ran("ends-early.ts", [kind, place, "close"]).printed).toBe("hit 4");
  });
});
