import { describe, expect, it } from "vitest";
import {
  dateText,
  NOW_MS,
  PRIVATE,
  plainDigests,
  RULES,
  requestOf,
  responseOf,
  responseWith,
  SHARED,
  settingsOf,
  storeQuestion,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList } from "../../http/messages.ts";
import { lookupOf } from "../../key/lookup-of.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { StoreVerdict } from "../verdict.ts";
import { judgeStore, type StoreQuestion } from "./judge-store.ts";

function judged(
  settings: ResolvedSettings,
  headers: HeaderList = [],
  changes: Partial<StoreQuestion> = {},
): StoreVerdict {
  return judgeStore(storeQuestion({ settings, response: responseWith(...headers), ...changes }));
}

function stored(changes: Partial<StoreQuestion> = {}): Entry {
  const verdict = judgeStore(storeQuestion(changes));
  if (verdict.kind === "keep-out") throw new Error(`it is kept out: ${verdict.reason}`);
  return verdict.entry;
}

const cacheControl = (value: string): HeaderList => [["Cache-Control", value]];
const ETAG: HeaderList = [["ETag", '"a"']];

describe("who keeps it", () => {
  it("G-081 G-082 G-100 it says whether a rule, the origin or a guess did", () => {
    expect(judged(RULES)).toMatchObject({ kind: "store", reason: "rule" });
    expect(judged(PRIVATE, cacheControl("max-age=5"))).toMatchObject({ kind: "store", reason: "explicit" });
    expect(judged(PRIVATE, [["Last-Modified", dateText(-1_000)]])).toMatchObject({
      kind: "store",
      reason: "heuristic",
    });
    expect(judged(settingsOf({ cacheControl: true, expireAfter: 5 }))).toMatchObject({
      kind: "store",
      reason: "rule",
    });
  });

  it("RFC 9213 §2.2 rule 161: a targeted field stands for Cache-Control and Expires, and both are stored as they came", () => {
    const settings = settingsOf(
      { cacheControl: true },
      { shared: true, targetedFields: ["CDN-Cache-Control"] },
    );
    const headers: HeaderList = [
      ...cacheControl("no-store"),
      ["Expires", "0"],
      ["CDN-Cache-Control", "max-age=7"],
    ];
    const verdict = judged(settings, headers);
    expect(verdict).toMatchObject({ kind: "store", entry: { lifetimes: { freshUntilMs: NOW_MS + 7_000 } } });
    expect(stored({ settings, response: responseWith(...headers) }).response.headers).toEqual(
      expect.arrayContaining([...headers]),
    );
    expect(judged(SHARED, headers)).toEqual({ kind: "keep-out", reason: "no-store" });
  });
});

describe("who keeps it out", () => {
  it("G-085 POL-04 §4 do-not-cache beats headers", () => {
    const consulted = { expireAfter: "do-not-cache", accepted: true } as const;
    expect(judged(PRIVATE, cacheControl("max-age=60"), { consulted })).toEqual({
      kind: "keep-out",
      reason: "no-store",
    });
  });

  it("G-187 SES-16 a filter that says no does; of what must not be kept anyway it is not the reason", () => {
    const consulted = { expireAfter: 60, accepted: false };
    expect(judged(RULES, [], { consulted })).toEqual({ kind: "keep-out", reason: "filter" });
    expect(judged(PRIVATE, cacheControl("no-store"), { consulted })).toMatchObject({ reason: "no-store" });
  });

  it("G-183 a status that is not allowable does", () => {
    expect(judged(RULES, [], { response: responseOf({ status: 404 }) })).toEqual({
      kind: "keep-out",
      reason: "status",
    });
  });
});

describe("what is stale at once", () => {
  const now = settingsOf({ expireAfter: 0 });

  it("G-083 POL-03 C2: with 0 and nothing to validate it by, it is kept out", () => {
    expect(judged(now)).toEqual({ kind: "keep-out", reason: "nothing-to-reuse" });
    expect(judged(settingsOf({ expireAfter: -5 }))).toMatchObject({ reason: "nothing-to-reuse" });
  });

  it("G-084 POL-03: with a validator it is kept, to be asked about", () => {
    expect(judged(now, ETAG)).toMatchObject({
      kind: "store",
      reason: "validator-only",
      entry: { etag: '"a"' },
    });
    expect(judged(now, [["Last-Modified", "x"]])).toMatchObject({ kind: "store", reason: "validator-only" });
  });

  it("G-095 E5: where staleness is permitted, it is kept", () => {
    for (const options of [{ staleIfError: true }, { staleWhileRevalidate: 5 }])
      expect(judged(settingsOf({ expireAfter: 0, ...options }))).toMatchObject({
        kind: "store",
        reason: "rule",
      });
    const byOrigin = cacheControl("max-age=0, stale-if-error=60");
    expect(judged(PRIVATE, byOrigin)).toMatchObject({ kind: "store", reason: "explicit" });
  });

  it("§4.2.4 rule 98: where staleness is forbidden, permission is of no use", () => {
    const settings = settingsOf({ cacheControl: true, staleIfError: true });
    expect(judged(settings, cacheControl("max-age=0, must-revalidate"))).toMatchObject({
      reason: "nothing-to-reuse",
    });
  });

  it("§3 rule 23: an answer that says nothing of itself takes no place", () => {
    expect(judged(PRIVATE)).toEqual({ kind: "keep-out", reason: "nothing-to-reuse" });
    expect(judged(PRIVATE, ETAG)).toMatchObject({ kind: "store", reason: "validator-only" });
  });

  it("G-095 a part of a second is a time like any other", () => {
    expect(judged(settingsOf({ expireAfter: 0.001 }))).toMatchObject({ kind: "store", reason: "rule" });
  });
});

describe("redirects with secrets", () => {
  it("V2 G-197 one whose secret nothing can seal is kept out: nobody could follow it again", () => {
    const response = responseOf({ status: 302, headers: [["Location", "/b?access_token=x"]] });
    expect(judgeStore(storeQuestion({ response }))).toEqual({ kind: "keep-out", reason: "private" });
    const request = requestOf({ url: "https://example.com/a?access_token=x" });
    const requestKey = lookupOf(request, undefined, RULES, plainDigests);
    expect(judgeStore(storeQuestion({ response, request, requestKey })).kind).toBe("store");
  });
});
