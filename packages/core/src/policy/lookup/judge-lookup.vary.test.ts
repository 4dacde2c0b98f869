import { describe, expect, it } from "vitest";
import {
  entryOf,
  lookupQuestion,
  PRIVATE,
  RULES,
  requestOf,
  requestWith,
  SHARED,
  settingsOf,
  staleEntry,
} from "../../../test/builders.ts";
import { DATED, ETAG, FRESH, judged } from "../../../test/judged-lookup.ts";
import { hasOwnConditions } from "../validation/validators.ts";
import { judgeLookup } from "./judge-lookup.ts";

describe("Vary", () => {
  const german = entryOf({
    ...ETAG,
    vary: ["accept-language"],
    request: { method: "GET", varied: [["accept-language", "de"]] },
  });
  const english = requestWith(["Accept-Language", "en"]);
  const FRENCH = [["accept-language", "fr"]] as const;

  it("§4.1 V13 G-079: another's answer is neither used nor fallen back on", () => {
    expect(judged(german, {}, english)).toEqual({ kind: "ask", conditions: [], reason: "vary-miss" });
    expect(judged(german, {}, requestWith(["Accept-Language", "de"]))).toMatchObject({ kind: "use" });
  });

  it("§4.1 rule 53: header-led, the tags of all variants go along", () => {
    const tagless = entryOf({ ...DATED, vary: ["accept-language"] });
    const fromHead = entryOf({ ...german, request: { method: "HEAD", varied: [] } });
    const french = { ...german, etag: '"fr"', request: { ...german.request, varied: FRENCH } };
    const entries = [german, tagless, french, fromHead];
    const request = english;
    expect(judgeLookup(lookupQuestion(entries, { request, settings: PRIVATE }))).toEqual({
      kind: "ask",
      conditions: [german, french],
      reason: "vary-miss",
    });
    const posted = requestOf({ method: "POST", headers: english.headers });
    expect(judgeLookup(lookupQuestion(entries, { request: posted, settings: PRIVATE }))).toMatchObject({
      conditions: [],
    });
    const force = settingsOf({ cacheControl: true, forceRefresh: true });
    expect(judgeLookup(lookupQuestion(entries, { request, settings: force }))).toMatchObject({
      conditions: [],
    });
  });

  it("§4.1 rule 53 V13: no tag goes along where nothing shows that the origin gives each variant its own", () => {
    const weak = { ...german, etag: `W/${german.etag}`, request: { ...german.request, varied: FRENCH } };
    const unquoted = { ...german, etag: "a" };
    for (const entries of [[german], [german, weak], [unquoted]])
      expect(judgeLookup(lookupQuestion(entries, { request: english, settings: PRIVATE }))).toEqual({
        kind: "ask",
        conditions: [],
        reason: "vary-miss",
      });
  });

  it("§4.3.1 header-led, a HEAD's answer is no answer to a GET", () => {
    const fromHead = entryOf({ ...ETAG, request: { method: "HEAD", varied: [] } });
    for (const settings of [RULES, PRIVATE, SHARED])
      expect(judgeLookup(lookupQuestion([fromHead], { settings }))).toMatchObject({
        kind: "ask",
        conditions: [],
      });
  });
});

describe("the caller's own conditions", () => {
  it.each([["If-None-Match"], ["If-Modified-Since"]])(
    "§4.3.2 rule 128 V7 G-155: %s leaves a fresh entry usable",
    (name) => {
      expect(judged(FRESH, {}, requestWith([name, "x"]))).toMatchObject({ kind: "use", reason: "fresh" });
    },
  );

  it.each([["If-None-Match"], ["If-Modified-Since"]])(
    "§4.3.2 rule 130: %s goes to the origin alone",
    (name) => {
      const entry = staleEntry(5, ETAG);
      expect(judged(entry, {}, requestWith([name, "x"]))).toMatchObject({
        kind: "ask",
        conditions: [],
        fallback: entry,
      });
    },
  );

  it("are told by their fields", () => {
    expect(hasOwnConditions(requestWith(["if-none-match", ""]))).toBe(true);
    expect(hasOwnConditions(requestWith(["If-Match", '"a"']))).toBe(false);
    expect(hasOwnConditions(requestOf())).toBe(false);
  });
});
