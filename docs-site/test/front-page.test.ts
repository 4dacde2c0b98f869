import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const site = join(import.meta.dirname, "..");
const read = (page: string): string => readFileSync(join(site, `${page}.md`), "utf8");
/** The cells of a table's rows, without its head. */
const rows = (text: string): readonly (readonly string[])[] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| what"))
    .map((line) => line.split("|").map((cell) => cell.trim()));

describe("the numbers of the front page", () => {
  const numbers = rows(read("index"));

  it("has as many required tests as passed", () => {
    const [, , , tests, passed] = rows(read("reference/outside-suite")).find(
      ([, run, grade]) => run === "private, allowing" && grade === "required",
    ) ?? [""];
    expect(numbers[0]?.[2]).toBe(`${passed} of ${tests} pass`);
  });

  it("has as many rules as the table", () => {
    const rules = rows(read("reference/rules")).filter(([, number]) => /^\d+$/.test(number ?? ""));
    expect(numbers[1]?.[2]).toBe(String(rules.length));
  });

  it("has as many behaviours of requests-cache as the table", () => {
    const behaviours = rows(read("reference/requests-cache")).filter(([, id]) =>
      /^[A-Z]+-?\d+[a-z]?$/.test(id ?? ""),
    );
    const held = behaviours.filter(([, , by]) => !by?.startsWith("Not ported"));
    expect(numbers.at(-1)?.[2]).toBe(`${held.length} of ${behaviours.length}; the others say why not`);
  });

  it.each(["memory", "SQLite"])("has the times of a hit from %s as they were measured", (store) => {
    const shown = numbers.find(([, what]) => what?.includes(`from ${store}`))?.[2] ?? "";
    const measured = rows(read("explain/speed")).find(([, from]) => from?.startsWith(store)) ?? [];
    const times = shown.match(/[\d.]+ µs/g) ?? [];
    expect(times).toHaveLength(2);
    expect(measured).toEqual(expect.arrayContaining(times));
  });
});
