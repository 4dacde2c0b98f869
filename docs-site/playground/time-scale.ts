import type { LifeSpan } from "@rcache/playground";

/** Where an instant stands on a line from 0 to 1, and back. */
export interface TimeScale {
  position(ms: number): number;
  instant(position: number): number;
}

/** A line on which a minute and a week both can be seen: even at first, then ever closer. */
export function timeScale(spans: readonly LifeSpan[]): TimeScale {
  const edges = spans.flatMap(({ untilMs }) => (untilMs === undefined ? [] : [untilMs]));
  const unitMs = Math.max(1_000, edges[0] ?? 60_000);
  const endMs = Math.max(2 * unitMs, (edges.at(-1) ?? unitMs) * 1.6);
  const most = Math.log1p(endMs / unitMs);
  return {
    position: (ms) => Math.min(1, Math.log1p(ms / unitMs) / most),
    instant: (position) => Math.expm1(position * most) * unitMs,
  };
}

/** What is shown of a span: `fresh`, `usable` without being fresh, `asked` about, or `gone`. */
export function spanClass({ kind, reason, isStored }: LifeSpan): string {
  if (!isStored) return "gone";
  if (kind !== "use") return "asked";
  return reason === "fresh" || reason === "early-refresh" ? "fresh" : "usable";
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** A length of time in the largest unit in which it is a whole number, or nearly so. */
export function lengthText(ms: number): string {
  const isNear = (unitMs: number): boolean =>
    ms >= unitMs && Math.abs(Math.round(ms / unitMs) * unitMs - ms) < ms / 50;
  const unit = UNITS.find(([, unitMs]) => isNear(unitMs));
  return unit === undefined ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / unit[1])} ${unit[0]}`;
}
