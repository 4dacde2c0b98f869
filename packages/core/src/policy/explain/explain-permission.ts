import { type CacheDirectives, NO_DIRECTIVES } from "../../http/fields/cache-control.ts";
import { isWithinWindow, type Occasion } from "../lookup/may-serve-stale.ts";
import type { ExplainQuestion } from "./explain-question.ts";

/** One of those that permit staleness: who has said it, and how it would be taken away. */
export interface Permission {
  readonly by: "setting staleIfError" | "setting staleWhileRevalidate" | "request" | "response";
  readonly without: string;
}

const WORDS: { readonly [O in Occasion]: string } = {
  asked: "max-stale",
  refreshing: "stale-while-revalidate",
  failure: "stale-if-error",
  offline: "max-stale",
};

/** Everything that by itself permits the entry to be stale on that occasion, as `mayServeStale` would have it. */
export function permissionsFor(question: ExplainQuestion, occasion: Occasion): readonly Permission[] {
  const { directives } = question;
  const { staleIfErrorMs, staleWhileRevalidateMs } = question.settings;
  const word = WORDS[occasion];
  const found: Permission[] = [];
  if (holds(question, occasion, { staleIfErrorMs }))
    found.push({ by: "setting staleIfError", without: "staleIfError: false" });
  if (holds(question, occasion, { staleWhileRevalidateMs }))
    found.push({ by: "setting staleWhileRevalidate", without: "staleWhileRevalidate: false" });
  if (holds(question, occasion, { directives }))
    found.push({ by: "request", without: `a request without ${word}` });
  if (holds(question, occasion, { ofEntry: true }))
    found.push({ by: "response", without: `a response without ${word}` });
  return found;
}

interface Alone {
  readonly staleIfErrorMs?: number;
  readonly staleWhileRevalidateMs?: number;
  readonly directives?: CacheDirectives;
  readonly ofEntry?: boolean;
}

/** Whether what is given would permit it, with everything else taken away. */
function holds(
  { entry, settings, nowMs }: ExplainQuestion,
  occasion: Occasion,
  { staleIfErrorMs = 0, staleWhileRevalidateMs = 0, directives = NO_DIRECTIVES, ofEntry = false }: Alone,
): boolean {
  if (entry === undefined) return false;
  const { lifetimes } = entry;
  const { freshUntilMs } = lifetimes;
  const windows = ofEntry
    ? lifetimes
    : { ...lifetimes, whileRevalidateUntilMs: freshUntilMs, ifErrorUntilMs: freshUntilMs };
  const alone = { ...settings, staleIfErrorMs, staleWhileRevalidateMs };
  return isWithinWindow(windows, occasion, alone, directives, nowMs);
}
