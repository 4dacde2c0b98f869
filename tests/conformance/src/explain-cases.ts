import type { RequestOptions } from "@rcache/core";

/** An answer that is stored, and a request that comes later. */
export interface Case {
  readonly response: Record<string, string>;
  readonly after: number;
  readonly request: Record<string, string>;
  readonly options: RequestOptions & { readonly cacheControl?: boolean };
  /** Whether there was a request before. */
  readonly isStored: boolean;
}

/** The answer, or the request, with these directives. */
export const said = (directives: string): Record<string, string> => ({ "Cache-Control": directives });

/** What is stored where a case says nothing of it. */
export const FRESH = { "Cache-Control": "max-age=60", ETag: '"a"' };
/** What is not as usual, by what it is, and the verdict of it. */
export const CASES: readonly (readonly [string, Partial<Case>, string])[] = [
  ["a fresh answer", { after: 30 }, "use fresh"],
  ["a fresh answer, offline", { after: 30, options: { onlyIfCached: true } }, "use fresh"],
  ["an expired answer", { after: 90 }, "ask stale"],
  [
    "one that must be revalidated",
    { response: { ...FRESH, ...said("max-age=60, must-revalidate") }, after: 90 },
    "ask stale",
  ],
  ["no-cache alone", { response: { ...FRESH, ...said("no-cache") }, after: 1 }, "ask no-cache"],
  [
    "no-cache beside a lifetime",
    { response: { ...FRESH, ...said("no-cache, max-age=60") }, after: 1 },
    "ask no-cache",
  ],
  ["Expires in the past", { response: { Expires: "0", ETag: '"a"' }, after: 1 }, "ask stale"],
  ["an answer that was old when it arrived", { response: { ...FRESH, Age: "70" }, after: 1 }, "ask stale"],
  ["nothing said of freshness", { response: { ETag: '"a"' }, after: 1 }, "ask stale"],
  [
    "a setting's window",
    { response: { ETag: '"a"' }, options: { staleWhileRevalidate: true }, after: 1 },
    "use stale-while-revalidate",
  ],
  [
    "a setting's lifetime that is over",
    { response: {}, options: { cacheControl: false, expireAfter: 5 }, after: 9 },
    "ask stale",
  ],
  ["a setting's lifetime", { response: {}, options: { expireAfter: 50 }, after: 9 }, "use fresh"],
  [
    "the answer's own window",
    { response: said("max-age=60, stale-while-revalidate=60"), after: 90 },
    "use stale-while-revalidate",
  ],
  [
    "a setting's window that is too short, and the answer's that is not",
    {
      response: said("max-age=60, stale-while-revalidate=600"),
      options: { staleWhileRevalidate: 5 },
      after: 90,
    },
    "use stale-while-revalidate",
  ],
  [
    "two windows",
    {
      response: said("max-age=60, stale-while-revalidate=600"),
      options: { staleWhileRevalidate: true },
      after: 90,
    },
    "use stale-while-revalidate",
  ],
  ["max-stale", { request: said("max-stale"), after: 90 }, "use max-stale"],
  ["max-age of the request", { request: said("max-age=10"), after: 30 }, "ask request-max-age"],
  [
    "max-age of the request, and an expired answer",
    { request: said("max-age=10"), after: 90 },
    "ask request-max-age",
  ],
  [
    "a large max-age of the request, and an expired answer",
    { request: said("max-age=1000"), after: 90 },
    "ask stale",
  ],
  ["min-fresh", { request: said("min-fresh=50"), after: 30 }, "ask request-min-fresh"],
  ["max-age and min-fresh", { request: said("max-age=10, min-fresh=50"), after: 30 }, "ask request-max-age"],
  ["no-cache of the request", { request: said("no-cache"), after: 30 }, "ask request-no-cache"],
  [
    "no-cache of the request, and an expired answer",
    { request: said("no-cache"), after: 90 },
    "ask request-no-cache",
  ],
  ["no-store of the request", { request: said("no-store"), after: 30 }, "bypass no-store"],
  ["refresh", { options: { refresh: true }, after: 30 }, "ask refresh"],
  ["refresh of an expired answer", { options: { refresh: true }, after: 90 }, "ask refresh"],
  [
    "forceRefresh with no-cache",
    { options: { forceRefresh: true }, request: said("no-cache"), after: 30 },
    "ask force-refresh",
  ],
  ["alwaysRevalidate", { options: { alwaysRevalidate: true }, after: 30 }, "ask always-revalidate"],
  [
    "alwaysRevalidate of an expired answer",
    { options: { alwaysRevalidate: true }, after: 90 },
    "ask always-revalidate",
  ],
  ["disabled", { options: { disabled: true } }, "bypass disabled"],
  ["nothing stored", { isStored: false }, "ask uri-miss"],
  ["nothing stored, offline", { isStored: false, options: { onlyIfCached: true } }, "refuse nothing-stored"],
  [
    "nothing stored, offline in both ways",
    { isStored: false, options: { onlyIfCached: true }, request: said("only-if-cached") },
    "refuse nothing-stored",
  ],
  ["an expired answer, offline", { options: { onlyIfCached: true }, after: 90 }, "refuse stored-is-stale"],
  [
    "an old answer, offline",
    { request: said("only-if-cached, max-age=10"), after: 30 },
    "refuse stored-is-stale",
  ],
  [
    "an old and expired answer, offline",
    { request: said("only-if-cached, max-age=10"), after: 90 },
    "refuse stored-is-stale",
  ],
  [
    "an expired answer with a large max-age, offline",
    { request: said("only-if-cached, max-age=1000"), after: 90 },
    "refuse stored-is-stale",
  ],
  [
    "an expired answer that may stand in, offline",
    { options: { onlyIfCached: true, staleIfError: true, staleWhileRevalidate: true }, after: 90 },
    "use offline-stale",
  ],
  [
    "one of two windows, offline",
    { options: { onlyIfCached: true, staleIfError: 5, staleWhileRevalidate: true }, after: 90 },
    "use offline-stale",
  ],
  [
    "what must be confirmed, offline",
    { response: { ...FRESH, ...said("no-cache, max-age=60") }, options: { onlyIfCached: true }, after: 1 },
    "refuse must-validate",
  ],
  ["a condition for the origin", { request: { "If-Match": '"a"' }, after: 30 }, "bypass precondition"],
  ["another variant", { response: { ...FRESH, Vary: "X" }, request: { X: "1" }, after: 30 }, "ask vary-miss"],
];
