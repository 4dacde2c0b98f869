import type { TrialReport } from "./run-trial.ts";

/**
 * What a trial has broken of this, in sentences:
 *
 * 1. The origin is asked for an item once, and once more for each process that was killed after it had asked and before it had stored.
 * 2. Nothing is lost: who lives gets every item, as the origin made it, and afterwards every item is in the cache.
 */
export function brokenPromises(report: TrialReport): string[] {
  const killed = new Set(report.lives.filter((life) => life.wasKilled).map(({ name }) => name));
  return [...askedTooOften(report, killed), ...lost(report)];
}

function askedTooOften({ asked, afterwards }: TrialReport, killed: ReadonlySet<string>): string[] {
  return afterwards.flatMap((_, item) => {
    const lives = asked.filter((one) => one.item === item).map(({ life }) => life);
    if (lives.length === 0) return [`item ${item} was never asked for`];
    const needless = lives.slice(0, -1).filter((life) => !killed.has(life));
    const asTwice = new Set(lives).size < lives.length;
    return needless.length === 0 && !asTwice
      ? []
      : [`item ${item} was asked for by ${lives.join(", ")}, of whom killed: ${[...killed].join(", ")}`];
  });
}

function lost({ lives, afterwards }: TrialReport): string[] {
  return [
    ...lives.flatMap(({ name, problem, wasKilled, outcomes, wrong }) => [
      ...(problem === undefined ? [] : [`process ${name} ended: ${problem}`]),
      ...wrong.map((item) => `process ${name} was given another body for item ${item}`),
      ...(wasKilled || outcomes.size === afterwards.length
        ? []
        : [`process ${name} was answered ${outcomes.size} of ${afterwards.length} items`]),
    ]),
    ...afterwards.flatMap((kind, item) =>
      kind === "hit" ? [] : [`item ${item} is no hit afterwards: ${kind}`],
    ),
  ];
}
