import { describe, expect, it } from "vitest";
import {
  entryOf,
  entryWith,
  lifetimesOf,
  lookupQuestion,
  NOW_MS,
  plainDigests,
  requestOf,
  requestWith,
  settingsOf,
  staleEntry,
  TEST_URL,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList, HttpRequest } from "../../http/messages.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { requestDirectives } from "../freshness/directives.ts";
import { judgeLookup } from "../lookup/judge-lookup.ts";
import { judgeRequest } from "../lookup/judge-request.ts";
import type { Explanation } from "../outcome.ts";
import { explain } from "./explain.ts";
import type { ExplainQuestion } from "./explain-question.ts";

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
  const asked = { request, directives, settings, nowMs: NOW_MS, digests: plainDigests };
  return explain({ ...asked, verdict, key: `GET ${TEST_URL}`, entry, entries });
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
    [
      "precondition",
      explained(FRESH, {}, requestWith(["If-Match", "x"])),
      "request if-match: x, which only the origin can evaluate",
    ],
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
      "response vary: a; no stored response",
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
      "the clock, which shows a time before the response was stored",
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

  it.each<[string, RequestOptions, HeaderList, string, string]>([
    [
      "a field",
      {},
      [["Cache-Control", "max-age=5"]],
      "by response cache-control: max-age=5",
      "a longer lifetime",
    ],
    ["Expires", {}, [["Expires", "0"]], "by response expires: 0", "a longer lifetime"],
    [
      "the guess",
      {},
      [["Last-Modified", "x"]],
      "by a tenth of the time since response last-modified",
      "max-age",
    ],
    ["nobody", {}, [], "because the response does not say how long it is fresh", "a response with max-age"],
    ["the setting", { expireAfter: 5 }, [], "by setting expireAfter", "a longer expireAfter"],
    [
      "the setting, rules-led",
      { expireAfter: 5, cacheControl: false },
      [["Expires", "0"]],
      "by setting",
      "a longer",
    ],
  ])("§4.2.1 names who gave an entry its life: %s", (_who, options, headers, said, change) => {
    const entry = entryWith(headers, { lifetimes: lifetimesOf({ freshUntilMs: NOW_MS - 5_000 }) });
    const explanation = explained(entry, { cacheControl: true, ...options });
    expect(explanation.decidedBy).toContain(`expired 5 s ago, ${said}`);
    expect(explanation.wouldChange.join()).toContain(change);
  });

  it("RFC 9213 §2.2 names the targeted field that decided", () => {
    const headers: HeaderList = [
      ["Cache-Control", "max-age=99"],
      ["CDN-Cache-Control", "max-age=60"],
    ];
    const settings = settingsOf(
      { cacheControl: true },
      { shared: true, targetedFields: ["CDN-Cache-Control"] },
    );
    const entry = entryWith(headers);
    const question = lookupQuestion([entry], { settings });
    const verdict = judgeLookup(question);
    expect(explain({ ...question, verdict, key: "k", entry }).decidedBy).toBe(
      "an entry that is fresh for 1 min more, by response cdn-cache-control: max-age=60",
    );
  });

  it("§4.2.4 says which word of the origin forbids using it, and promises nothing against it", () => {
    const entry = staleEntry(5, { staleBan: "must-revalidate" });
    const { decidedBy, wouldChange } = explained(entry);
    expect(decidedBy).toContain("; must-revalidate forbids using it");
    expect(wouldChange).toContain("staleWhileRevalidate and a response without must-revalidate");
  });

  it("§3.3 says which part is there", () => {
    const part = entryOf({
      response: { status: 206, statusText: "", headers: [], coding: "wire" },
      part: { start: 2, end: 5, total: 10 },
    });
    expect(explained(part)).toMatchObject({
      verdict: { kind: "ask", reason: "partial" },
      decidedBy: "the store: it has only a part of the response (bytes 2 to 5), and the request is for more",
    });
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
        "Decided by an entry that expired 1 min 30 s ago, because no expireAfter is set.",
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
    // The cast: the reason of a kind of verdict that explain is not asked about.
    const verdict = { kind: "ask", conditions: [], reason: "network" as "stale" } as const;
    const question: ExplainQuestion = {
      ...lookupQuestion([]),
      verdict,
      key: "k",
      entry: undefined,
    };
    expect(explain(question)).toMatchObject({ decidedBy: "network", wouldChange: [] });
    expect(explain(question).toString()).toBe(
      "k would be sent to the origin: network (RFC 9111 §4.2.4).\nDecided by network.",
    );
  });
});
