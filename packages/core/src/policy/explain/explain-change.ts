import type { Entry } from "../../entry/entry.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { judgeLookup } from "../lookup/judge-lookup.ts";
import { judgeRequest } from "../lookup/judge-request.ts";
import type { ExplainQuestion } from "./explain-question.ts";

/** What is asked instead. */
export type Instead = Partial<Pick<ExplainQuestion, "settings" | "directives" | "entry" | "entries">>;

/** What would lead to another verdict: a text, and where it may not be enough by itself, what it makes of the question. */
export type Change = string | { readonly text: string; readonly instead: Instead };

/** What may be left out of a request's Cache-Control. */
type Omissible = "noCache" | "onlyIfCached" | "maxAge" | "minFresh";

/** So many causes may stand behind one another. */
const MOST_CAUSES = 6;

/**
 * The texts of what really leads to another verdict. What is not enough by itself, because something else then decides the same, is told
 * together with what else it takes.
 *
 * @param changesOf what would take away the cause of a verdict
 */
export function sufficientChanges(
  question: ExplainQuestion,
  changesOf: (question: ExplainQuestion) => readonly Change[],
  most: number = MOST_CAUSES,
): readonly string[] {
  const judged = changesOf(question).map((change) => afterChange(question, change));
  const enough = judged.flatMap(({ text, next }) => (next === undefined ? [text] : []));
  return judged.flatMap(({ text, next }) => {
    if (next === undefined) return [text];
    if (most === 0) return [];
    const further = sufficientChanges(next, changesOf, most - 1).find((each) => !enough.includes(each));
    return further === undefined ? [] : [`${text} and ${further}`];
  });
}

/** A setting as it would have to be. */
export function withSetting(
  { settings }: ExplainQuestion,
  text: string,
  other: Partial<ResolvedSettings>,
): Change {
  return { text, instead: { settings: { ...settings, ...other } } };
}

/** A request without a word of its own. */
export function withoutDirective({ directives }: ExplainQuestion, name: Omissible, word: string): Change {
  const { [name]: _, ...rest } = directives;
  const others: CacheDirectives = { noCache: false, onlyIfCached: false, ...rest };
  return { text: `a request without ${word}`, instead: { directives: others } };
}

/** A response without the word that forbids to use it without a question. */
export function withoutBan({ entry, entries }: ExplainQuestion, word: string): Change {
  const text = `a response without ${word}`;
  if (entry === undefined) return text;
  const { staleBan: _, ...free }: Entry = revisedEntry(entry, {});
  const others = entries.map((each) => (each === entry ? free : each));
  return { text, instead: { entry: free, entries: others } };
}

/** What a change makes of a question; undefined: another verdict. */
function afterChange(
  question: ExplainQuestion,
  change: Change,
): { readonly text: string; readonly next: ExplainQuestion | undefined } {
  if (typeof change === "string") return { text: change, next: undefined };
  const next = { ...question, ...change.instead };
  const verdict = judgedAgain(next);
  return { text: change.text, next: isSame(verdict, question.verdict) ? { ...next, verdict } : undefined };
}

function judgedAgain(question: ExplainQuestion): ExplainQuestion["verdict"] {
  const { request, settings, directives } = question;
  const first = judgeRequest(request, settings, directives);
  return first.kind === "bypass" ? first : judgeLookup({ ...question, chance: 0 });
}

function isSame(a: ExplainQuestion["verdict"], b: ExplainQuestion["verdict"]): boolean {
  return a.kind === b.kind && (a.kind !== "use" || b.kind !== "use" || a.refresh === b.refresh);
}
