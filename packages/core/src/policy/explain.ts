import { BECAUSE, type ExplainQuestion } from "./explain-reason.ts";
import type { Explanation } from "./outcome.ts";
import { sectionOf } from "./sections.ts";

const VERDICTS: { readonly [K in ExplainQuestion["verdict"]["kind"]]: string } = {
  use: "answered from the cache",
  ask: "sent to the origin",
  refuse: "refused with 504",
  bypass: "passed by the cache",
};

/** Puts a verdict into words: what decided, and what would change it. */
export function explain(question: ExplainQuestion): Explanation {
  const { kind, reason } = question.verdict;
  const { decidedBy: by = reason, wouldChange: change = [] } = BECAUSE[reason] ?? {};
  const decidedBy = typeof by === "string" ? by : by(question);
  const wouldChange = typeof change === "function" ? change(question) : change;
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
