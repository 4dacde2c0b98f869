import { describe, expect, it } from "vitest";
import {
  entryOf,
  lifetimesOf,
  NOW_MS,
  PRIVATE,
  RULES,
  settingsOf,
  staleEntry,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import { NO_DIRECTIVES, parseCacheControl } from "../../http/fields/cache-control.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { ReplyVerdict } from "../verdict.ts";
import { judgeFailure, type ReplyQuestion } from "./judge-reply.ts";

function failed(
  fallback: Entry | undefined,
  settings: ResolvedSettings = RULES,
  reason: ReplyQuestion["asked"]["reason"] = "stale",
  cacheControl = "",
): ReplyVerdict {
  const directives = cacheControl === "" ? NO_DIRECTIVES : parseCacheControl([cacheControl]);
  return judgeFailure(
    { reason, ...(fallback === undefined ? {} : { fallback }) },
    settings,
    directives,
    NOW_MS,
  );
}

const PERMISSIVE = settingsOf({ staleIfError: true });

describe("a stale entry", () => {
  it("G-163 PIPE-14 with nothing stored the failure is the caller's", () => {
    expect(failed(undefined, PERMISSIVE)).toEqual({ kind: "fail", as: "rethrow", reason: "no-fallback" });
  });

  it("G-156 SES-19 without permission the failure is the caller's", () => {
    expect(failed(staleEntry(5))).toEqual({ kind: "fail", as: "rethrow", reason: "stale-too-old" });
  });

  it("G-157 SES-19 with staleIfError it stands in", () => {
    const entry = staleEntry(5);
    expect(failed(entry, PERMISSIVE)).toEqual({ kind: "serve-stale", entry, reason: "network" });
  });

  it("G-160 only within its window", () => {
    const settings = settingsOf({ staleIfError: 15 });
    expect(failed(staleEntry(10), settings)).toMatchObject({ kind: "serve-stale" });
    expect(failed(staleEntry(20), settings)).toMatchObject({
      kind: "fail",
      as: "rethrow",
      reason: "stale-too-old",
    });
  });

  it("RFC 5861 §4 rule 105: the origin's window permits it, and so does the request's", () => {
    const lifetimes = lifetimesOf({ freshUntilMs: NOW_MS - 5, ifErrorUntilMs: NOW_MS + 1 });
    expect(failed(entryOf({ lifetimes }))).toMatchObject({ kind: "serve-stale" });
    expect(failed(staleEntry(5), RULES, "stale", "stale-if-error=6")).toMatchObject({ kind: "serve-stale" });
    expect(failed(staleEntry(5), RULES, "stale", "max-stale")).toMatchObject({ kind: "fail" });
  });
});

describe("a ban", () => {
  const banned = staleEntry(5, { staleBan: "must-revalidate" });

  it("§5.2.2.2 rules 98, 100: where a setting would have served it, the caller gets a 504, never the body", () => {
    expect(failed(banned, PERMISSIVE)).toEqual({ kind: "fail", as: "504", reason: "stale-forbidden" });
    const settings = settingsOf({ cacheControl: true, staleIfError: true });
    expect(failed(staleEntry(5, { staleBan: "no-cache" }), settings)).toMatchObject({ as: "504" });
  });

  it("§5.2.2.2 rule 100: where nobody would have served it, the failure is the caller's", () => {
    expect(failed(banned)).toEqual({ kind: "fail", as: "rethrow", reason: "stale-forbidden" });
  });
});

describe("an entry that is still fresh", () => {
  it.each(["always-revalidate", "request-max-age", "request-min-fresh"] as const)(
    "PIPE-14 PIPE-06 asked about because of %s, it stands in: it needs no permission",
    (reason) => {
      const entry = entryOf({ staleBan: "must-revalidate" });
      for (const settings of [RULES, PRIVATE])
        expect(failed(entry, settings, reason)).toEqual({ kind: "serve-stale", entry, reason: "network" });
    },
  );

  it.each(["refresh", "force-refresh", "request-no-cache"] as const)(
    "§5.2.1.4 PIPE-01 after %s it does not",
    (reason) => {
      expect(failed(entryOf(), RULES, reason)).toMatchObject({ kind: "fail", as: "rethrow" });
      expect(failed(entryOf(), PERMISSIVE, reason)).toMatchObject({ kind: "serve-stale" });
    },
  );

  it("§5.2.2.4 rule 98: with no-cache it never does", () => {
    const entry = entryOf({ staleBan: "no-cache", lifetimes: lifetimesOf({ freeUntilMs: 0 }) });
    expect(failed(entry, PRIVATE, "no-cache")).toMatchObject({ kind: "fail", reason: "stale-forbidden" });
    expect(failed(entry, PERMISSIVE, "refresh")).toMatchObject({ kind: "fail", as: "504" });
  });

  it("§4.2.3 rule 56: from the future of the clock, it does not", () => {
    const entry = entryOf({ lifetimes: lifetimesOf({ usableFromMs: NOW_MS + 1 }) });
    expect(failed(entry, RULES, "clock-went-back")).toMatchObject({ kind: "fail" });
  });
});
