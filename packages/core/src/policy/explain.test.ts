import { describe, expect, it } from "vitest";
import {
  entryOf,
  entryWith,
  lifetimesOf,
  lookupQuestion,
  NOW_MS,
  RULES,
  requestOf,
  requestWith,
  settingsOf,
  staleEntry,
  TEST_URL,
} from "../../test/builders.ts";
import type { Entry } from "../entry/entry.ts";
import type { HttpRequest } from "../http/messages.ts";
import type { RequestOptions } from "../settings/settings.ts";
import { requestDirectives } from "./directives.ts";
import { type ExplainQuestion, explain } from "./explain.ts";
import { judgeLookup } from "./judge-lookup.ts";
import { judgeRequest } from "./judge-request.ts";
import type { Explanation } from "./outcome.ts";

function explained(
  entry: Entry | undefined,
  options: RequestOptions = {},
  request: HttpRequest = requestOf(),
): Explanation {
  const settings = settingsOf(options);
  const directives = requestDirectives(request.headers);
  const first = judgeRequest(request, settings, directives);
  const entries = entry === undefined ? [] : [entry];
  const verdict =
    first.kind === "bypass" ? first : judgeLookup(lookupQuestion(entries, { request, settings, chance: 1 }));
  return explain({ verdict, request, settings, key: `GET ${TEST_URL}`, entry, nowMs: NOW_MS });
}

function asking(cacheControl: string): HttpRequest {
  return requestWith(["Cache-Control", cacheControl]);
}

const FRESH = entryOf({ etag: '"a"' });
const STALE = staleEntry(90);

describe("what decided", () => {
  it.each<[string, Explanation, string]>([
    ["do-not-cache", explained(FRESH, { expireAfter: "do-not-cache" }), "setting expireAfter"],
    ["disabled", explained(FRESH, { disabled: true }), "setting disabled"],
    ["no-store", explained(FRESH, {}, asking("no-store")), "request cache-control: no-store"],
    ["precondition", explained(FRESH, {}, requestWith(["If-Match", "x"])), "a Range, If-Range, If-Match or"],
    ["fresh", explained(FRESH), "an entry that is fresh for 1 min more"],
    [
      "fresh",
      explained(entryOf({ lifetimes: lifetimesOf({ freshUntilMs: 8.64e15 }) })),
      "an entry that never expires",
    ],
    ["uri-miss", explained(undefined), `the store: it has nothing under GET ${TEST_URL}`],
    [
      "vary-miss",
      explained(entryOf({ vary: ["a"], request: { method: "GET", varied: [["a", "b"]] } })),
      "the store: what it has varies",
    ],
    ["stale", explained(STALE), "an entry that expired 1 min 30 s ago"],
    ["refresh", explained(FRESH, { refresh: true }), "setting refresh"],
    ["force-refresh", explained(FRESH, { forceRefresh: true }), "setting forceRefresh"],
    ["always-revalidate", explained(FRESH, { alwaysRevalidate: true }), "setting alwaysRevalidate"],
    ["early-refresh", explained(FRESH, { earlyRefresh: { window: 99 } }), "setting earlyRefresh"],
    ["request-max-age", explained(FRESH, {}, asking("max-age=1")), "request cache-control: max-age=1"],
    [
      "request-min-fresh",
      explained(FRESH, {}, asking("min-fresh=99")),
      "request cache-control: min-fresh=99",
    ],
    ["request-no-cache", explained(FRESH, {}, asking("no-cache")), "request cache-control: no-cache"],
    [
      "request-no-cache",
      explained(FRESH, {}, requestWith(["Pragma", "no-cache"])),
      "request pragma: no-cache",
    ],
    ["max-stale", explained(STALE, {}, asking("max-stale")), "request cache-control: max-stale"],
    [
      "stale-while-revalidate",
      explained(STALE, { staleWhileRevalidate: true }),
      "setting staleWhileRevalidate",
    ],
    [
      "stale-while-revalidate",
      explained(STALE, {}, asking("stale-while-revalidate=99")),
      "request cache-control: stale-while",
    ],
    ["nothing-stored", explained(undefined, { onlyIfCached: true }), "setting onlyIfCached"],
    [
      "nothing-stored",
      explained(undefined, {}, asking("only-if-cached")),
      "request cache-control: only-if-cached",
    ],
    ["stored-is-stale", explained(STALE, { onlyIfCached: true }), "an entry that expired 1 min 30 s ago"],
    ["offline-stale", explained(STALE, { onlyIfCached: true, staleIfError: true }), "setting staleIfError"],
    [
      "offline-stale",
      explained(STALE, { onlyIfCached: true, staleWhileRevalidate: true }),
      "setting staleWhileRevalidate",
    ],
    [
      "offline-stale",
      explained(STALE, { onlyIfCached: true }, asking("max-stale")),
      "request cache-control: max-stale",
    ],
    [
      "clock-went-back",
      explained(entryOf({ lifetimes: lifetimesOf({ usableFromMs: NOW_MS + 1 }) })),
      "the clock, which stands before the time of storing",
    ],
  ])("says of %s what it was, as it stands there", (reason, explanation, decidedBy) => {
    expect(explanation.verdict.reason).toBe(reason);
    expect(explanation.decidedBy).toContain(decidedBy);
    expect(explanation.wouldChange.length).toBeGreaterThan(0);
    expect(explanation.toString()).toContain(explanation.decidedBy);
  });

  it("§5.2.2.4 quotes the stored field that must be validated", () => {
    const entry = entryWith([["Cache-Control", "no-cache, max-age=5"]], { staleBan: "no-cache" });
    expect(explained(entry, { cacheControl: true })).toMatchObject({
      verdict: { kind: "ask", reason: "no-cache", section: "5.2.2.4" },
      decidedBy: "response cache-control: no-cache, max-age=5",
    });
    expect(explained(entry, { cacheControl: true, onlyIfCached: true })).toMatchObject({
      verdict: { kind: "refuse", reason: "must-validate" },
    });
  });

  it("RFC 5861 §3 quotes the stored field whose window holds", () => {
    const windows = { freshUntilMs: NOW_MS - 1, whileRevalidateUntilMs: NOW_MS + 1 };
    const entry = entryWith([["Cache-Control", "stale-while-revalidate=5"]], {
      lifetimes: lifetimesOf(windows),
    });
    expect(explained(entry).decidedBy).toBe("response cache-control: stale-while-revalidate=5");
  });

  it("SES-12 names the method and those that are allowable", () => {
    expect(explained(undefined, {}, requestOf({ method: "POST" })).decidedBy).toBe(
      "method POST, which is not in allowableMethods (GET, HEAD)",
    );
  });
});

describe("the text", () => {
  it("is three lines for a person: what would happen, why, what would change it", () => {
    const text = explained(STALE).toString();
    expect(text).toBe(
      [
        `GET ${TEST_URL} would be sent to the origin: stale (RFC 9111 §4.3).`,
        "Decided by an entry that expired 1 min 30 s ago.",
        "It would change with a longer expireAfter when it is stored, or staleWhileRevalidate.",
      ].join("\n"),
    );
    expect(`${explained(STALE)}`).toBe(text);
  });

  it("names other RFCs by their number, and none where there is none", () => {
    expect(explained(STALE, { staleWhileRevalidate: true }).toString()).toContain("(RFC 5861 §3)");
    expect(explained(FRESH, { disabled: true }).toString()).toContain("passed by the cache: disabled.");
    expect(explained(FRESH, { disabled: true }).verdict).not.toHaveProperty("section");
  });

  it("a reason that nobody has put into words is still a reason", () => {
    const verdict = { kind: "ask", conditions: [], reason: "partial" } as const;
    const question: ExplainQuestion = {
      verdict,
      request: requestOf(),
      settings: RULES,
      key: "k",
      entry: undefined,
      nowMs: 0,
    };
    expect(explain(question)).toMatchObject({ decidedBy: "partial", wouldChange: [] });
    expect(explain(question).toString()).toBe(
      "k would be sent to the origin: partial (RFC 9111 §3.3).\nDecided by partial.",
    );
  });
});
