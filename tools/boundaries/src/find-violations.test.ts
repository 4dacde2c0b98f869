import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findViolations } from "./find-violations.ts";

const checkouts: string[] = [];
afterEach(() => {
  for (const checkout of checkouts.splice(0)) rmSync(checkout, { recursive: true });
});

/** A checkout that holds just these files. */
function checkoutOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "rcache-boundaries-"));
  checkouts.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const violationsIn = (files: Readonly<Record<string, string>>) =>
  findViolations(checkoutOf(files)).violations.map(
    ({ path, line, message }) => `${path}:${line}: ${message}`,
  );

describe("findViolations", () => {
  it("finds nothing in files that keep to the arrows", () => {
    const found = violationsIn({
      "packages/core/src/http/fields.ts": "export const fieldLines = () => [];",
      "packages/core/src/policy/lookup/judge-lookup.ts":
        'import { fieldLines } from "../../http/fields.ts";\nimport type { Entry } from "../../entry/entry.ts";\nexport const at = (nowMs: number) => new Date(nowMs);',
      "packages/core/src/contracts/backend.ts":
        'import type { Entry } from "../entry/entry.ts";\nexport interface Backend { find(): Promise<Entry> }',
      "packages/core/src/engine/answer/serve.ts": 'import { at } from "../../policy/lookup/judge-lookup.ts";',
      "packages/fetch/src/index.ts": 'export { x } from "./x.ts";\nimport "@rcache/core";',
      "packages/fetch/src/x.ts": "export const x = 1;",
      "packages/backend-redis/src/y.ts": 'import "@rcache/core/backend";',
      "tests/integration/test/a.test.ts": 'import "@rcache/fetch";\nimport "node:fs";',
    });
    expect(found).toEqual([]);
  });

  it("finds an import against the arrows between packages", () => {
    const found = violationsIn({
      "packages/core/src/engine/origin/a.ts":
        'import "@rcache/backend-memory";\nimport "node:fs";\nimport "lodash";',
      "packages/fetch/src/b.ts": 'import "@rcache/backend-sqlite";\nimport "node:http";',
      "packages/backend-sqlite/src/c.ts":
        'export * from "@rcache/core/dist/index.js";\nimport "@rcache/core";',
      "packages/fetch/src/e.ts": 'import "@rcache/core/backend";',
      "packages/unknown/src/d.ts": 'import "@rcache/core";',
    });
    expect(found).toEqual([
      "packages/backend-sqlite/src/c.ts:1: @rcache/core/dist/index.js reaches into a package; import what its index exports",
      "packages/backend-sqlite/src/c.ts:2: @rcache/backend-sqlite may not import @rcache/core",
      "packages/core/src/engine/origin/a.ts:1: @rcache/core may not import @rcache/backend-memory",
      "packages/core/src/engine/origin/a.ts:2: @rcache/core imports node:fs; it depends on nothing",
      "packages/core/src/engine/origin/a.ts:3: @rcache/core imports lodash; it depends on nothing",
      "packages/fetch/src/b.ts:1: @rcache/fetch may not import @rcache/backend-sqlite",
      "packages/fetch/src/b.ts:2: @rcache/fetch imports node:http; it also runs where there is no Node",
      "packages/fetch/src/e.ts:1: @rcache/fetch may not import @rcache/core/backend",
      "packages/unknown/src/d.ts:1: packages/unknown is not in the table of packages (tools/boundaries/src/arrows.ts)",
    ]);
  });

  it("finds a relative import that leaves its workspace", () => {
    const found = violationsIn({ "apps/demo/src/main.ts": 'import "../../../packages/core/src/index.ts";' });
    expect(found).toEqual([
      "apps/demo/src/main.ts:1: ../../../packages/core/src/index.ts leaves apps/demo; import the package by its name",
    ]);
  });

  it("finds an import against the arrows between core's folders, and tells types from values", () => {
    const found = violationsIn({
      "packages/core/src/policy/a.ts": 'import { handle } from "../engine/origin/handle.ts";',
      "packages/core/src/http/b.ts": 'import type { Entry } from "../entry/entry.ts";',
      "packages/core/src/settings/c.ts":
        'import { type A } from "../contracts/backend.ts";\nimport { B } from "../contracts/backend.ts";\nimport type { C } from "../cache/http-cache.ts";',
      "packages/core/src/key/d.ts": 'export { e } from "../index.ts";',
      "packages/core/src/novel/e.ts": 'import "../http/fields.ts";',
    });
    expect(found).toEqual([
      "packages/core/src/http/b.ts:1: core/http may not import core/entry",
      "packages/core/src/key/d.ts:1: core/key imports core's entry; import the file that defines the name",
      "packages/core/src/novel/e.ts:1: core/novel is not in the table of folders (tools/boundaries/src/arrows.ts)",
      "packages/core/src/policy/a.ts:1: core/policy may not import core/engine/origin",
      "packages/core/src/settings/c.ts:2: core/settings may import only types from core/contracts",
      "packages/core/src/settings/c.ts:3: core/settings may not import core/cache",
    ]);
  });

  it("finds a folder of core with more than twelve files, tests not counted", () => {
    const names = [..."abcdefghijkl"];
    const twelve = [...names.map((name) => `${name}.ts`), ...names.map((name) => `${name}.test.ts`)];
    const filled = (...files: readonly string[]) =>
      Object.fromEntries(files.map((name) => [`packages/core/src/key/${name}`, "export {};"]));
    expect(violationsIn(filled(...twelve))).toEqual([]);
    expect(violationsIn(filled(...twelve, "m.ts"))).toEqual([
      "packages/core/src/key:1: core/key has 13 files, at most 12 are allowed; divide it into rooms",
    ]);
  });

  it("finds time, randomness, waiting, platform and throwing in pure folders", () => {
    const impure = [
      "export async function a() {}",
      "export const b = Date.now();",
      "export const c = new Date();",
      "export const d = Math.random();",
      "export const e = performance.now();",
      "setTimeout(() => {}, 1);",
      "export const f = (x: { fetch: 1; Promise: 2 }) => x.fetch;",
      "export const g = fetch('x');",
      "export const h = (x: unknown) => { if (!x) throw new Error('x'); };",
      "export type I = Promise<void>;",
    ].join("\n");
    const found = violationsIn({
      "packages/core/src/policy/a.ts": impure,
      "packages/core/src/engine/origin/a.ts": impure,
    });
    expect(found.map((each) => each.replace("packages/core/src/policy/a.ts:", ""))).toEqual([
      "1: core/policy is pure and is async",
      "2: core/policy is pure and names Date.now",
      "3: core/policy is pure and reads the clock with new Date()",
      "4: core/policy is pure and names Math.random",
      "5: core/policy is pure and names performance",
      "6: core/policy is pure and names setTimeout",
      "8: core/policy is pure and names fetch",
      "9: core/policy is pure and throws",
    ]);
  });

  it("finds values among the contracts", () => {
    const found = violationsIn({
      "packages/core/src/contracts/backend.ts": "export interface A {}\nexport const B = 1;",
    });
    expect(found).toEqual(["packages/core/src/contracts/backend.ts:2: core/contracts holds types only"]);
  });

  it("finds rings of imports, and lets rings of types be outside core", () => {
    const found = violationsIn({
      "packages/fetch/src/d.ts": 'import { e } from "./e.ts";',
      "packages/fetch/src/e.ts": 'import type { D } from "./d.ts";',
      "packages/core/src/key/f.ts": 'import { g } from "./g.ts";',
      "packages/core/src/key/g.ts": 'import type { F } from "./f.ts";',
      "packages/core/src/engine/origin/a.ts": 'import "./b.ts";',
      "packages/core/src/engine/origin/b.ts": 'import { c } from "./c.ts";',
      "packages/core/src/engine/origin/c.ts": 'import { a } from "./a.ts";',
    });
    expect(found).toEqual([
      "packages/core/src/engine/origin/c.ts:1: imports in a ring: a.ts → b.ts → c.ts → a.ts",
      "packages/core/src/key/g.ts:1: imports in a ring: f.ts → g.ts → f.ts",
    ]);
  });

  it("finds Node behind the entry for runtimes without it", () => {
    const found = violationsIn({
      "packages/backends/src/index.edge.ts": 'export { a } from "./a.ts";',
      "packages/backends/src/index.ts": 'import "node:fs";',
      "packages/backends/src/a.ts": 'import "node:os";',
    });
    expect(found).toEqual([
      "packages/backends/src/a.ts:1: node:os is behind packages/backends/src/index.edge.ts, which also runs where there is no Node",
    ]);
  });

  it("finds tests of core that need a package, and tests for the browser that need Node", () => {
    const found = violationsIn({
      "packages/core/src/http/a.test.ts": 'import "@rcache/testkit";\nimport "node:fs";',
      "packages/core/src/http/a.node.test.ts": 'import "node:fs";',
      "packages/fetch/test/b.node.test.ts": 'import "@rcache/testkit";\nimport "node:http";',
    });
    expect(found).toEqual([
      "packages/core/src/http/a.test.ts:1: core's tests may not import @rcache/testkit, which depends on core; such tests live in tests/",
      "packages/core/src/http/a.test.ts:2: node:fs in a test that also runs in a browser; name it *.node.test.ts",
    ]);
  });

  it("finds dependencies in a manifest that no arrow allows", () => {
    const found = violationsIn({
      "packages/core/package.json":
        '{ "dependencies": { "lodash": "1" }, "devDependencies": { "fast-check": "4" } }',
      "packages/backends/package.json":
        '{ "dependencies": { "@rcache/core": "1" }, "peerDependencies": { "@rcache/backend-redis": "1", "@rcache/fetch": "1" } }',
    });
    expect(found).toEqual([
      "packages/backends/package.json:1: @rcache/backends may not depend on @rcache/fetch",
      "packages/core/package.json:1: @rcache/core may not depend on lodash",
    ]);
  });

  it("finds a peer of a dependency that a package does not hand on, or not as optional", () => {
    const peer = '"peerDependencies": { "@rcache/backend-redis": "1" }';
    const optional = '"peerDependenciesMeta": { "@rcache/backend-redis": { "optional": true } }';
    const backends = `{ ${peer}, ${optional} }`;
    const dependent = '"dependencies": { "@rcache/backends": "1" }';
    const path = "packages/fetch/package.json";
    const found = (manifest: string) =>
      violationsIn({ "packages/backends/package.json": backends, [path]: manifest });
    const leftOut = `${path}:1: @rcache/fetch must repeat @rcache/backend-redis, an optional peer of @rcache/backends, for Yarn's Plug'n'Play`;
    expect(found(`{ ${dependent} }`)).toEqual([leftOut]);
    expect(found(`{ ${dependent}, ${peer} }`)).toEqual([leftOut]);
    expect(found(`{ ${dependent}, ${peer}, ${optional} }`)).toEqual([]);
    expect(found(`{ ${peer} }`)).toEqual([
      `${path}:1: @rcache/fetch may not depend on @rcache/backend-redis`,
    ]);
  });

  it("finds entries by the older fields that are not what exports names", () => {
    const found = violationsIn({
      "packages/core/package.json": '{ "exports": { ".": { "types": "./a.d.ts", "default": "./a.js" } } }',
      "packages/backends/package.json":
        '{ "main": "./a.js", "types": "./b.d.ts", "browser": "./c.js", "exports": { ".": { "types": "./a.d.ts", "default": "./a.js" } } }',
    });
    expect(found).toEqual([
      'packages/backends/package.json:1: names a "browser" that "exports" does not name',
      'packages/backends/package.json:1: "types" must be ./a.d.ts, as "exports" says',
      'packages/core/package.json:1: "main" must be ./a.js, as "exports" says',
      'packages/core/package.json:1: "types" must be ./a.d.ts, as "exports" says',
    ]);
  });

  it("finds a door that is not in the table, and one whose own manifest leads elsewhere", () => {
    const door = '{ "types": "./b.d.ts", "default": "./b.js" }';
    const found = violationsIn({
      "packages/core/package.json": `{ "exports": { "./backend": ${door}, "./package.json": "./package.json" } }`,
      "packages/core/backend/package.json": '{ "main": "../b.js", "types": "./b.d.ts" }',
      "packages/fetch/package.json": `{ "exports": { "./more": ${door} } }`,
    });
    expect(found).toEqual([
      'packages/core/package.json:1: ./backend/package.json: "types" must be ../b.d.ts, as "exports" says',
      'packages/fetch/package.json:1: "exports" names ./more, which is no door (tools/boundaries/src/arrows.ts)',
    ]);
  });

  it("finds a door that would be published as it stands among the sources", () => {
    const source = '{ "@rcache/source": "./src/b.ts", "default": "./b.js" }';
    const published = '{ "default": "./b.js" }';
    const found = violationsIn({
      "packages/core/package.json": `{ "exports": { ".": ${source} }, "publishConfig": { "exports": { ".": ${published} } } }`,
      "packages/fetch/package.json": `{ "exports": { ".": ${source} } }`,
    });
    expect(found.filter((each) => each.includes("publishConfig"))).toEqual([
      "packages/fetch/package.json:1: its publishConfig.exports are not its exports without @rcache/source",
    ]);
  });
});

describe("the boundaries program", () => {
  it("names a planted violation and fails", () => {
    const root = checkoutOf({
      "packages/core/src/http/planted.ts": 'import { find } from "../engine/find.ts";',
    });
    const child = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), root], {
      encoding: "utf8",
    });
    expect(child.status).toBe(1);
    expect(child.stderr).toBe("packages/core/src/http/planted.ts:1: core/http may not import core/engine\n");
  });
});
