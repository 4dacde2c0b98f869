import { describe, expect, it } from "vitest";
import { NOW_MS, PRIVATE, requestOf, requestWith, staleEntry } from "../../../test/builders.ts";
import { judged, notModified, TAGGED } from "../../../test/judged-reply.ts";
import type { Entry } from "../../entry/entry.ts";

describe("304 among variants", () => {
  const variant = (language: string, etag: string, changes: Partial<Entry> = {}): Entry =>
    staleEntry(5, {
      revision: language,
      etag,
      address: { target: "t", selector: "GET", variant: language },
      vary: ["accept-language"],
      request: { method: "GET", varied: [["accept-language", language]] },
      response: {
        status: 200,
        statusText: "",
        headers: [
          ["Vary", "Accept-Language"],
          ["ETag", etag],
        ],
        coding: "decoded",
      },
      ...changes,
    });
  const [german, english] = [variant("de", '"de"'), variant("en", '"en"')];
  const request = requestWith(["Accept-Language", "fr"]);
  const asked = { conditions: [german, english], reason: "vary-miss", settings: PRIVATE, request } as const;

  it("§4.1 rule 53 §4.3.4: its tag selects which one answers, and that is filed for this request", () => {
    const verdict = judged({ ...asked, response: notModified(["ETag", '"en"']) });
    expect(verdict).toMatchObject({
      kind: "freshen",
      entries: [english],
      isRefiled: true,
      store: {
        entry: { request: { varied: [["accept-language", "fr"]] }, createdAtMs: english.createdAtMs },
      },
    });
  });

  it("§4.3.4 rules 120, 122: without a tag, or with a foreign one, it confirms none", () => {
    for (const headers of [[], [["ETag", '"fr"']]] as const)
      expect(judged({ ...asked, response: notModified(...headers) })).toEqual({
        kind: "repeat",
        reason: "unknown-validator",
      });
  });

  it("§4.3.4 rules 120, 121: of a strong tag all are confirmed, of a weak one the newest", () => {
    const twin = variant("nl", '"en"', { receivedAtMs: NOW_MS });
    const entries = [english, twin];
    expect(judged({ ...asked, conditions: entries, response: notModified(["ETag", '"en"']) })).toMatchObject({
      entries,
    });
    expect(
      judged({ ...asked, conditions: entries, response: notModified(["ETag", 'W/"en"']) }),
    ).toMatchObject({
      entries: [twin],
    });
  });

  it("§4.3.4 rule 121: nor are several with one weak tag more than the newest of them", () => {
    const weak = [variant("en", 'W/"en"'), variant("nl", 'W/"en"', { receivedAtMs: NOW_MS })];
    const response = notModified(["ETag", 'W/"en"']);
    expect(judged({ ...asked, conditions: weak, response })).toMatchObject({ entries: [weak[1]] });
  });

  it("§4.1 a 304 that names more fields in Vary files the entry anew, one that names fewer does not", () => {
    const german304 = {
      entry: german,
      settings: PRIVATE,
      request: requestWith(["Accept-Language", "de"], ["X-A", "1"]),
    };
    const more = judged({ ...german304, response: notModified(["Vary", "Accept-Language, X-A"]) });
    expect(more).toMatchObject({
      isRefiled: true,
      store: {
        entry: {
          vary: ["accept-language", "x-a"],
          request: {
            varied: [
              ["accept-language", "de"],
              ["x-a", "1"],
            ],
          },
        },
      },
    });
    const fewer = judged({ ...german304, response: notModified(["Vary", ""]) });
    expect(fewer).toMatchObject({ isRefiled: false });
    expect(fewer).toMatchObject({ store: { entry: { vary: ["accept-language"], address: german.address } } });
  });

  it("§4.3.4 a HEAD confirms what a GET has brought, where it is", () => {
    const verdict = judged({
      entry: TAGGED,
      request: requestOf({ method: "HEAD" }),
      response: notModified(),
    });
    expect(verdict).toMatchObject({ kind: "freshen", store: { entry: { request: { method: "GET" } } } });
    expect(verdict).toMatchObject({ isRefiled: false });
  });
});
