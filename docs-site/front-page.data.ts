import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The figures of the front page. */
export interface Figures {
  /** `145 of 145`: required tests of the outside suite for a private cache. */
  readonly required: string;
  readonly rules: number;
  /** `553 of 607`: behaviours of requests-cache that a test holds. */
  readonly behaviours: string;
  /** By store: a hit of ours, and of undici's interceptor. */
  readonly hits: Readonly<Record<"memory" | "SQLite", { readonly ours: string; readonly undici: string }>>;
}

declare const data: Figures;

export { data };

type Row = readonly (string | undefined)[];

export default {
  watch: ["reference/*.md", "explain/speed.md"],
  load(): Figures {
    const suite = rowsOf("reference/outside-suite").find(
      ([run, grade]) => run === "private, allowing" && grade === "required",
    );
    const behaviours = rowsOf("reference/requests-cache").filter(([id]) =>
      /^[A-Z]+-?\d+[a-z]?$/.test(id ?? ""),
    );
    const held = behaviours.filter(([, by]) => !by?.startsWith("Not ported"));
    return {
      required: `${cell(suite, 3)} of ${cell(suite, 2)}`,
      rules: rowsOf("reference/rules").filter(([number]) => /^\d+$/.test(number ?? "")).length,
      behaviours: `${held.length} of ${behaviours.length}`,
      hits: { memory: hitFrom("memory"), SQLite: hitFrom("SQLite") },
    };
  },
};

function hitFrom(store: string): { readonly ours: string; readonly undici: string } {
  const row = rowsOf("explain/speed").find(([from]) => from?.startsWith(store));
  return { ours: cell(row, 1), undici: cell(row, 4) };
}

/** The rows of a page's tables. */
function rowsOf(page: string): readonly Row[] {
  const lines = readFileSync(join(import.meta.dirname, `${page}.md`), "utf8").split("\n");
  return lines
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((text) => text.trim()),
    );
}

/** @throws Error where a page no longer says it: a site with a wrong figure is not built */
function cell(row: Row | undefined, column: number): string {
  const text = row?.[column];
  if (text === undefined || !/\d/.test(text))
    throw new Error("a page no longer has a figure of the front page");
  return text;
}
