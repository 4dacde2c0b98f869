import type { RequestOptions } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { MODES, type Mode, ORIGIN, openStage } from "../src/stage.ts";

/** An answer that is stored, and a request that comes later. */
interface Case {
  readonly response: Record<string, string>;
  readonly after: number;
  readonly request: Record<string, string>;
  readonly options: RequestOptions & { readonly cacheControl?: boolean };
  /** Whether there was a request before. */
  readonly isStored: boolean;
}

interface Explained {
  readonly verdict: string;
  readonly decidedBy: string;
  readonly wouldChange: readonly string[];
}

async function explained(mode: Mode, given: Case): Promise<Explained> {
  const { response, after, request, options, isStored } = given;
  const { cacheControl = true, expireAfter, ...own } = options;
  await using stage = openStage(mode, {
    cacheControl,
    shared: cacheControl && mode === "shared",
    ...(expireAfter === undefined ? {} : { expireAfter }),
  });
  stage.origin("/a", { headers: response, body: "a" });
  if (isStored) await stage.ask("/a");
  await stage.cache.flush();
  stage.later(after);
  const headers = Object.entries(request);
  const { verdict, decidedBy, wouldChange } = await stage.cache.explain(
    { method: "GET", url: `${ORIGIN}/a`, headers },
    own,
  );
  const asked = await stage.ask("/a", { headers: request, options: own });
  const happened = asked.cache.kind === "refused" ? "refuse" : asked.cache.fromCache ? "use" : "ask";
  const isConfirmed = asked.cache.kind === "revalidated";
  if (verdict.kind !== "bypass") expect(verdict.kind).toBe(isConfirmed ? "ask" : happened);
  expect(asked.cache.reason).toBe(verdict.reason);
  return { verdict: `${verdict.kind} ${verdict.reason}`, decidedBy, wouldChange };
}

const said = (directives: string): Record<string, string> => ({ "Cache-Control": directives });

const withoutWord = (text: string | undefined, word: string): string =>
  (text ?? "")
    .split(", ")
    .filter((each) => each.split("=")[0] !== word)
    .join(", ");

const inRequest = ({ request }: Case, word: string): Partial<Case> => ({
  request: { ...request, "Cache-Control": withoutWord(request["Cache-Control"], word) },
});
const inResponse = ({ response }: Case, word: string, more = ""): Partial<Case> => ({
  response: {
    ...response,
    "Cache-Control": [withoutWord(response["Cache-Control"], word), more].filter(Boolean).join(", "),
  },
});
const setting =
  (options: Case["options"]) =>
  (given: Case): Partial<Case> => ({ options: { ...given.options, ...options } });

const LONG = "max-age=100000";
const longer = (given: Case): Partial<Case> => {
  const { Expires: _, ...response } = { ...inResponse(given, "max-age", LONG).response };
  return { response: { ...response, "Cache-Control": withoutWord(response["Cache-Control"], "s-maxage") } };
};

/** What each text tells a person to do. */
const ACTIONS: Readonly<Record<string, (given: Case) => Partial<Case>>> = {
  "refresh or forceRefresh": setting({ refresh: true }),
  "a response that says it is fresh for less": (given) => inResponse(given, "max-age", "max-age=1"),
  "a response that says it is fresh for longer": longer,
  "a response with max-age": longer,
  "an expireAfter when it is stored": setting({ expireAfter: 100_000 }),
  "a longer expireAfter when it is stored": setting({ expireAfter: 100_000 }),
  "a shorter expireAfter when it is stored": setting({ expireAfter: 1 }),
  "cacheControl: false": setting({ cacheControl: false }),
  staleWhileRevalidate: setting({ staleWhileRevalidate: true }),
  "staleWhileRevalidate: false": setting({ staleWhileRevalidate: false }),
  "staleIfError: true": setting({ staleIfError: true }),
  "staleIfError: false": setting({ staleIfError: false }),
  "refresh: false": setting({ refresh: false }),
  "forceRefresh: false": setting({ forceRefresh: false }),
  "alwaysRevalidate: false": setting({ alwaysRevalidate: false }),
  "onlyIfCached: false": setting({ onlyIfCached: false }),
  "disabled: false": setting({ disabled: false }),
  "a request with max-stale": ({ request }) => ({
    request: { ...request, "Cache-Control": `${request["Cache-Control"] ?? "x"}, max-stale` },
  }),
  "a request without max-age": (given) => inRequest(given, "max-age"),
  "a request without min-fresh": (given) => inRequest(given, "min-fresh"),
  "a request without max-stale": (given) => inRequest(given, "max-stale"),
  "a request without no-cache": (given) => inRequest(given, "no-cache"),
  "a request without no-store": (given) => inRequest(given, "no-store"),
  "a request without only-if-cached": (given) => inRequest(given, "only-if-cached"),
  "a request without stale-while-revalidate": (given) => inRequest(given, "stale-while-revalidate"),
  "a response without stale-while-revalidate": (given) => inResponse(given, "stale-while-revalidate"),
  "a response without no-cache": (given) => inResponse(given, "no-cache"),
  "a response without must-revalidate": (given) => inResponse(given, "must-revalidate"),
  "a request without it": () => ({ request: {} }),
  "a request before it whose answer is stored": () => ({ isStored: true, response: said(LONG) }),
  "the request fields of a stored answer": () => ({ request: {} }),
};

const FRESH = { "Cache-Control": "max-age=60", ETag: '"a"' };
const CASES: readonly (readonly [string, Partial<Case>, string])[] = [
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
  ["an answer that was old when it came", { response: { ...FRESH, Age: "70" }, after: 1 }, "ask stale"],
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

describe.each(MODES)("explain, %s", (mode) => {
  it.each(CASES)("of %s: what it says would change it, changes it", async (_what, partial, verdict) => {
    const given: Case = { response: FRESH, after: 0, request: {}, options: {}, isStored: true, ...partial };
    const explanation = await explained(mode, given);
    expect(explanation.verdict).toBe(verdict);
    expect(explanation.wouldChange).not.toEqual([]);
    for (const change of explanation.wouldChange) {
      const other = (await explained(mode, following(change, given))).verdict;
      expect([change, outcomeOf(other)]).not.toEqual([change, outcomeOf(verdict)]);
    }
  });
});

/** The case as it is once somebody has done all that a text says. */
function following(change: string, given: Case): Case {
  let changed = given;
  for (const action of change.split(" and ")) {
    const act = ACTIONS[action];
    if (act === undefined) throw new Error(`nobody knows how to do: ${action}`);
    changed = { ...changed, ...act(changed) };
  }
  return changed;
}

/** A refresh in the background is another verdict than none. */
function outcomeOf(verdict: string): string {
  if (verdict === "use stale-while-revalidate") return "use and refresh";
  return verdict.split(" ")[0] ?? "";
}
