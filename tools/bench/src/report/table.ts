import { type Bar, type Column, type Row, type ScenarioResult, verdictOf, verdictOn } from "./result.ts";

const MARKS = { good: "✓", minimum: "~", missed: "✗" } as const;
const VERDICTS = { good: "✓", minimum: "✓ minimum only", missed: "✗" } as const;

/** The result as a table for a person. A figure that has a bar carries its mark: ✓ good, ~ the minimum only, ✗ neither. */
export function tableOf({ id, title, limit, columns, rows }: ScenarioResult): string {
  const head = ["", ...columns.map(({ label }) => label), "bar: good / minimum", ""];
  const body = rows.map((row) => [
    row.contender,
    ...columns.map((column) => cellOf(row, column)),
    (row.bars ?? []).map(barText).join(" · "),
    verdictText(row),
  ]);
  const widths = head.map((label, i) => Math.max(label.length, ...body.map((line) => line[i]?.length ?? 0)));
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  const lines = [head, ...body].map((line) => aligned(line, widths));
  return [`${id.toUpperCase()}  ${title}`, `against ${limit}`, lines[0], rule, ...lines.slice(1)].join("\n");
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  const isText = (i: number): boolean => i === 0 || i >= cells.length - 2;
  return cells
    .map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    .join("  ")
    .trimEnd();
}

function verdictText(row: Row): string {
  const verdict = verdictOf(row);
  return verdict === undefined ? "" : VERDICTS[verdict];
}

function cellOf({ figures, bars = [] }: Row, { figure, digits = 1 }: Column): string {
  const value = figures[figure];
  const bar = bars.find((one) => one.figure === figure);
  const mark = bar === undefined ? " " : MARKS[verdictOn(bar, value)];
  if (value === undefined || Number.isNaN(value)) return `– ${mark}`;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${value.toLocaleString("en", options)} ${mark}`;
}

function barText({ better, good, minimum = good }: Bar): string {
  const sign = better === "higher" ? "≥" : "≤";
  return `${sign} ${minimum === good ? good : `${good} / ${minimum}`}`;
}
