import type { Explanation } from "../outcome.ts";
import { sectionOf } from "../sections.ts";
import { type Change, sufficientChanges } from "./explain-change.ts";
import type { ExplainQuestion } from "./explain-question.ts";
import { BECAUSE } from "./explain-reason.ts";

const VERDICTS: { readonly [K in ExplainQuestion["verdict"]["kind"]]: string } = {
  use: "answered from the cache",
  ask: "sent to the origin",
  refuse: "refused with 504",
  bypass: "passed by the cache",
};

/** Puts a verdict into words: what decided, and what would change it. */
export function explain(question: ExplainQuestion): Explanation {
  const { kind, reason } = question.verdict;
  const { decidedBy: by = reason } = BECAUSE[reason] ?? {};
  const decidedBy = typeof by === "string" ? by : by(question);
  const wouldChange = sufficientChanges(question, changesOf);
  const section = sectionOf(reason);
  const where =
    section === undefined ? "" : ` (${section.startsWith("RFC") ? section : `RFC 9111 §${section}`})`;
  const text = [
    `${question.key} would be ${VERDICTS[kind]}: ${reason}${where}.`,
    `Decided by ${decidedBy}.`,
    ...(wouldChange.length === 0 ? [] : [`It would change with ${wouldChange.join(", or ")}.`]),
  ].join("\n");
  return {
    verdict: { kind, reason, ...(section === undefined ? {} : { section }) },
    decidedBy,
    wouldChange,
    toString: () => text,
  };
}

function changesOf(question: ExplainQuestion): readonly Change[] {
  const { wouldChange = [] } = BECAUSE[question.verdict.reason] ?? {};
  return typeof wouldChange === "function" ? wouldChange(question) : wouldChange;
}
