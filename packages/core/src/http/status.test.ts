import { describe, expect, it } from "vitest";
import {
  isFinalStatus,
  isHeuristicallyCacheable,
  isNullBodyStatus,
  isRedirectStatus,
  isSafeMethod,
  isUnderstoodStatus,
} from "./status.ts";

const every = Array.from({ length: 1000 }, (_, status) => status);

describe("status", () => {
  it("§3 rule 4: final are 200 to 599, and whole numbers only", () => {
    const final = every.filter(isFinalStatus);
    expect([final[0], final.at(-1), final.length]).toEqual([200, 599, 400]);
    expect([200.5, Number.NaN, Number.POSITIVE_INFINITY, -200].map(isFinalStatus)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it("§4.2.2 rule 22: heuristically cacheable are exactly these", () => {
    expect(every.filter(isHeuristicallyCacheable)).toEqual([
      200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501,
    ]);
  });

  it("§5.2.2.3 rule 11: a status outside RFC 9110 is not understood", () => {
    expect([100, 101, 199, 207, 299, 306, 418, 429, 499, 511, 599].filter(isUnderstoodStatus)).toEqual([]);
  });

  it("§5.2.2.3 rule 10: what is heuristically cacheable or a redirect is understood", () => {
    const known = every.filter((status) => isHeuristicallyCacheable(status) || isRedirectStatus(status));
    expect(known.filter((status) => !isUnderstoodStatus(status))).toEqual([]);
    expect(every.filter(isUnderstoodStatus).every(isFinalStatus)).toBe(true);
  });

  it("RFC 9110 §15.4: redirects are 301, 302, 303, 307, 308", () => {
    expect(every.filter(isRedirectStatus)).toEqual([301, 302, 303, 307, 308]);
  });

  it("§4.5 F27: no body have 1xx, 204, 205 and 304", () => {
    const outsideInterim = every.filter((status) => status < 100 || status > 199);
    expect(outsideInterim.filter(isNullBodyStatus)).toEqual([204, 205, 304]);
    expect(every.slice(100, 200).every(isNullBodyStatus)).toBe(true);
  });
});

describe("isSafeMethod", () => {
  it.each(["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"])("§4.4 rule 142: %s is safe", (method) => {
    expect(isSafeMethod(method)).toBe(true);
  });

  it.each(["POST", "PUT", "DELETE", "PATCH", "CONNECT", "M-SEARCH", "get", "", "constructor", "__proto__"])(
    "§4.4 rule 142: %j is not known to be safe",
    (method) => {
      expect(isSafeMethod(method)).toBe(false);
    },
  );
});
