import type { Role } from "../harness/client.ts";

/** A bar of the project for one figure. Without `minimum` there is only one. */
export interface Bar {
  readonly figure: string;
  readonly better: "higher" | "lower";
  readonly good: number;
  readonly minimum?: number;
}

/** What was measured of one contender. A figure that could not be taken is left out. */
export interface Row {
  readonly contender: string;
  readonly role: Role;
  readonly figures: Readonly<Record<string, number | undefined>>;
  readonly bars?: readonly Bar[];
}

/** How a figure is shown. */
export interface Column {
  readonly figure: string;
  readonly label: string;
  /** After the point. @default 1 */
  readonly digits?: number;
}

/** What a scenario found. */
export interface ScenarioResult {
  readonly id: string;
  readonly title: string;
  /** What the figures are compared with, measured in the same run. */
  readonly limit: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** `good` and `minimum` are reached, `missed` is neither. */
export type Verdict = "good" | "minimum" | "missed";

/** The worst of the row's bars; undefined where it has none. A figure that is missing misses its bar. */
export function verdictOf(row: Row): Verdict | undefined {
  const verdicts = (row.bars ?? []).map((bar) => verdictOn(bar, row.figures[bar.figure]));
  return (["missed", "minimum", "good"] as const).find((verdict) => verdicts.includes(verdict));
}

/** Whether a figure reaches its bar. */
export function verdictOn({ better, good, minimum = good }: Bar, figure = Number.NaN): Verdict {
  const reaches = (bar: number): boolean => (better === "higher" ? figure >= bar : figure <= bar);
  if (reaches(good)) return "good";
  return reaches(minimum) ? "minimum" : "missed";
}
