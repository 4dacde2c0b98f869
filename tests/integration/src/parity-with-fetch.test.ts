import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cellsOf } from "./parity/cells.ts";
import { type Comparison, compareAll } from "./parity/compare.ts";
import { EXPLAINED, isFaultOfNode22, namesIn } from "./parity/documented.ts";

const SEED = Number(process.env["RCACHE_PARITY_SEED"] ?? 20261130);
const CELLS = Number(process.env["RCACHE_PARITY_CELLS"] ?? 2_000);
const PAGE = join(import.meta.dirname, "../../../docs-site/explain/differences-from-fetch.md");

describe(`fetch with and without a cache, in ${CELLS} combinations (seed ${SEED})`, () => {
  let compared: Comparison;
  beforeAll(async () => {
    compared = await compareAll(cellsOf(SEED, CELLS));
  });

  it("differ in nothing but what the documentation names", () => {
    const explain = [...Object.values(EXPLAINED), isFaultOfNode22];
    const unexplained = compared.differences.filter((each) => !explain.some((explains) => explains(each)));
    expect(unexplained.slice(0, 5)).toEqual([]);
  });

  it("differ in all that the documentation names", () => {
    const seen = Object.entries(EXPLAINED).filter(([, explains]) => compared.differences.some(explains));
    expect(namesIn(readFileSync(PAGE, "utf8"))).toEqual(seen.map(([name]) => name));
  });

  it("are compared on hits as well as on misses", () => {
    expect(compared.hits).toBeGreaterThan(CELLS / 4);
  });
});
