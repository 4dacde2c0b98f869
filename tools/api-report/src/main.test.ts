import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { changedLines } from "./compare-reports.ts";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** A checkout with one built package. */
function checkout(declarations: string): string {
  const root = mkdtempSync(join(tmpdir(), "rcache-api-"));
  roots.push(root);
  mkdirSync(join(root, "packages/tree/dist"), { recursive: true });
  writeFileSync(
    join(root, "packages/tree/package.json"),
    '{ "name": "@rcache/tree", "type": "module", "exports": { ".": { "types": "./dist/index.d.ts" }, "./seed": { "types": "./dist/plant.d.ts" }, "./package.json": "./package.json" } }',
  );
  build(root, declarations);
  return root;
}

function build(root: string, declarations: string): void {
  writeFileSync(
    join(root, "packages/tree/dist/index.d.ts"),
    'export { plant, type Seed } from "./plant.ts";\n',
  );
  writeFileSync(join(root, "packages/tree/dist/plant.d.ts"), declarations);
}

function apiReport(root: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), "--root", root, ...args], {
    encoding: "utf8",
  });
  return { status: child.status, out: child.stdout, err: child.stderr };
}

const PLANT = "export declare function plant(seed: Seed): void;";
const BEFORE = [
  "/** Puts it into the ground. */",
  PLANT,
  "export interface Seed { readonly weight: number }",
  "export interface Hidden { readonly depth: number }",
].join("\n");

describe("the API report", () => {
  it("records every exported name with its declaration, and nothing that is not exported", () => {
    const root = checkout(BEFORE);
    expect(apiReport(root, "--write").status).toBe(0);
    const report = readFileSync(join(root, "tools/api-report/reports/tree.md"), "utf8");
    expect(report).toContain("# @rcache/tree\n\nWhat it exports: 2 names.");
    expect(report).toContain("## plant\n\n```ts\nexport declare function plant(seed: Seed): void;\n```");
    expect(report).toContain("readonly weight: number;");
    expect(report).not.toMatch(/Hidden|ground/);
    const ofTheOtherDoor = readFileSync(join(root, "tools/api-report/reports/tree-seed.md"), "utf8");
    expect(ofTheOtherDoor).toContain("# @rcache/tree/seed\n\nWhat it exports: 3 names.");
    expect(apiReport(root)).toMatchObject({ status: 0, err: "" });
  });

  it("fails where a declaration changed, and shows the lines; a comment is no change", () => {
    const root = checkout(BEFORE);
    apiReport(root, "--write");
    build(root, BEFORE.replace("Puts it", "Lays it"));
    expect(apiReport(root).status).toBe(0);
    build(root, BEFORE.replace("seed: Seed", "seed: Seed, depth: number"));
    const { status, err } = apiReport(root);
    expect(status).toBe(1);
    expect(err).toBe(
      ["tree.md", "tree-seed.md"]
        .map((report) => `${report}\n  - ${PLANT}\n  + ${PLANT.replace("Seed)", "Seed, depth: number)")}\n`)
        .join(""),
    );
  });

  it("says so where nothing was built", () => {
    const root = checkout(BEFORE);
    rmSync(join(root, "packages/tree/dist"), { recursive: true });
    expect(apiReport(root).err).toContain("run `pnpm build` first");
  });
});

describe("changedLines", () => {
  it("gives the lines that only one text has", () => {
    expect(changedLines("a\nb\nc", "a\nx\nc\nd")).toEqual(["- b", "+ x", "+ d"]);
    expect(changedLines("a\nb", "a\nb")).toEqual([]);
  });
});
