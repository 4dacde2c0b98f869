import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FAMILIES, idOf } from "../src/ported-behaviours.ts";
import { PORTED_PAGE, portedBehaviours, portedPage, superfluous, unheld } from "../src/ported-table.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

describe("the behaviours of requests-cache", () => {
  const behaviours = portedBehaviours(ROOT);

  it("are each held by a test, by a rule, or by a word why not", () => {
    expect(behaviours.length).toBeGreaterThan(590);
    expect(unheld(behaviours)).toEqual([]);
  });

  it("are not explained where a test names them", () => {
    expect(superfluous(behaviours)).toEqual([]);
  });

  it("are written as the tests write them", () => {
    const ids = FAMILIES.map((family) => idOf(family, family.numbers[0] ?? 0));
    expect(ids).toEqual([
      ...["POL-01", "VARY-01", "PIPE-01", "RDR-01", "KEY-01", "PAT-01", "V1", "G-035"],
      ...["SES-01", "CAC-01", "STO-01", "BE-01", "SQL-01", "FS-01", "RED-01", "MON-01", "DYN-01", "MEM-01"],
      ...["SER-01", "G-001", "G-198"],
    ]);
  });

  it("with neither are found out", () => {
    const [family] = FAMILIES;
    if (family === undefined) throw new Error("no families");
    const bare = { id: "POL-99", family, tests: [], standing: undefined };
    expect(unheld([bare])).toEqual(["POL-99"]);
    expect(unheld([{ ...bare, standing: { kind: "rule", row: 999 } }])).toEqual(["POL-99"]);
    expect(unheld([{ ...bare, standing: { kind: "test", title: "nothing" } }])).toEqual(["POL-99"]);
    expect(unheld([{ ...bare, standing: { kind: "contract", promises: ["B99"] } }])).toEqual(["POL-99"]);
    expect(unheld([{ ...bare, standing: { kind: "left-out", why: "it is." } }])).toEqual([]);
  });

  it("are the page of the documentation, as it is written there", () => {
    expect(readFileSync(join(ROOT, PORTED_PAGE), "utf8")).toBe(portedPage(behaviours));
  });

  it("show what a test says, without the ids that its title begins with", () => {
    expect(portedPage(behaviours)).toContain(
      "| POL-07 | a date is that instant<br>`packages/core/src/settings/duration.test.ts` |",
    );
    expect(portedPage(behaviours)).not.toMatch(/(?:\| |<br>)[A-Z]+-\d+[,:]? [^|]/);
  });
});
