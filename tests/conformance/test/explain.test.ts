import { describe, expect, it } from "vitest";
import { CASES, type Case, FRESH, said } from "../src/explain-cases.ts";
import { MODES, type Mode, ORIGIN, openStage } from "../src/stage.ts";

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
  "a response with a shorter lifetime": (given) => inResponse(given, "max-age", "max-age=1"),
  "a response with a longer lifetime": longer,
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
  "an earlier request whose response is stored": () => ({ isStored: true, response: said(LONG) }),
  "the request headers of a stored response": () => ({ request: {} }),
};

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
