import { describe, expect, it } from "vitest";
import { PRIVATE, RULES, requestOf, requestWith, settingsOf } from "../../../test/builders.ts";
import type { HttpRequest } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { requestDirectives } from "../freshness/directives.ts";
import type { RequestVerdict } from "../verdict.ts";
import { judgeRequest } from "./judge-request.ts";

function judged(request: HttpRequest, settings: ResolvedSettings = RULES): RequestVerdict {
  return judgeRequest(request, settings, requestDirectives(request.headers));
}

const LOOK_UP = { kind: "look-up" };

describe("methods", () => {
  it.each([["GET"], ["HEAD"]])("§3 rule 1: a plain %s is looked up", (method) => {
    expect(judged(requestOf({ method }))).toEqual(LOOK_UP);
  });

  it.each([
    ["POST", true],
    ["PUT", true],
    ["PATCH", true],
    ["DELETE", true],
    ["M-SEARCH", true],
    ["get", true],
    ["CONNECT", true],
    ["OPTIONS", false],
    ["TRACE", false],
    ["QUERY", false],
  ])("§4.4 rule 142: %s passes by, and invalidates: %s", (method, invalidates) => {
    for (const settings of [RULES, PRIVATE])
      expect(judged(requestOf({ method }), settings)).toEqual({
        kind: "bypass",
        invalidates,
        reason: "method",
      });
  });

  it("G-015 G-185 SES-12 methods of one's own choice are looked up, and others are not", () => {
    const settings = settingsOf({ allowableMethods: ["post"] });
    expect(judged(requestOf({ method: "POST" }), settings)).toEqual(LOOK_UP);
    expect(judged(requestOf(), settings)).toMatchObject({ reason: "method", invalidates: false });
  });

  it.each([["X-HTTP-Method-Override"], ["X-HTTP-Method"], ["X-Method-Override"]])(
    "G-186 PIPE-01 a POST that stands in for a GET by %s is looked up",
    (name) => {
      expect(judged(requestOf({ method: "POST", headers: [[name, "get"]] }))).toEqual(LOOK_UP);
      expect(judged(requestOf({ method: "POST", headers: [[name, "PUT"]] }))).toMatchObject({
        reason: "method",
        invalidates: true,
      });
    },
  );
});

describe("methods whose answers are not cacheable", () => {
  it.each([
    ["PUT", "RFC 9110 §9.3.4", true],
    ["DELETE", "RFC 9110 §9.3.5", true],
    ["CONNECT", "RFC 9110 §9.3.6", true],
    ["OPTIONS", "RFC 9110 §9.3.7", false],
    ["TRACE", "RFC 9110 §9.3.8", false],
    ["PATCH", "RFC 5789 §2", true],
  ])(
    "%s (%s), header-led, passes by although it is among allowableMethods, and invalidates: %s",
    (method, _section, invalidates) => {
      const allowableMethods = ["GET", method];
      for (const settings of [
        settingsOf({ cacheControl: true, allowableMethods }),
        settingsOf({ cacheControl: true, allowableMethods }, { shared: true }),
      ])
        expect(judged(requestOf({ method }), settings)).toEqual({
          kind: "bypass",
          invalidates,
          reason: "method",
        });
      expect(judged(requestOf({ method }), settingsOf({ allowableMethods }))).toEqual(LOOK_UP);
    },
  );

  it.each([["POST"], ["QUERY"]])("header-led, a %s that is named is looked up", (method) => {
    const settings = settingsOf({ cacheControl: true, allowableMethods: [method] });
    expect(judged(requestOf({ method }), settings)).toEqual(LOOK_UP);
  });
});

describe.each([["X-HTTP-Method-Override"], ["X-HTTP-Method"], ["X-Method-Override"]])("%s", (name) => {
  it.each([
    ["GET", "DELETE", true],
    ["GET", "put", true],
    ["HEAD", "PATCH", true],
    ["GET", "OPTIONS", false],
    ["GET", "GET, DELETE", true],
  ])(
    "RFC 9110 §9.2.1: a %s that stands in for %s is not cached, and invalidates: %s",
    (method, other, invalidates) => {
      for (const settings of [RULES, PRIVATE])
        expect(judged(requestOf({ method, headers: [[name, other]] }), settings)).toEqual({
          kind: "bypass",
          invalidates,
          reason: "method",
        });
    },
  );

  it("that names the request's own method, or none, changes nothing", () => {
    for (const value of ["GET", "get", ""])
      expect(judged(requestWith([name, value]), PRIVATE)).toEqual(LOOK_UP);
  });

  it("§4: where headers decide, a POST is written through whatever it stands in for", () => {
    const post = requestOf({ method: "POST", headers: [[name, "GET"]] });
    expect(judged(post, PRIVATE)).toMatchObject({ kind: "bypass", invalidates: true });
  });

  it("a method that is cached does not lend its place to another", () => {
    const settings = settingsOf({ allowableMethods: ["GET", "POST"] });
    expect(judged(requestOf({ method: "POST", headers: [[name, "PUT"]] }), settings)).toMatchObject({
      reason: "method",
    });
  });
});

describe("settings", () => {
  it("SES-23 disabled passes by; what is unsafe invalidates all the same", () => {
    const settings = settingsOf({ disabled: true });
    expect(judged(requestOf(), settings)).toEqual({ kind: "bypass", invalidates: false, reason: "disabled" });
    expect(judged(requestOf({ method: "DELETE" }), settings)).toMatchObject({
      reason: "disabled",
      invalidates: true,
    });
  });

  it("G-085 POL-04 do-not-cache neither reads nor writes", () => {
    expect(judged(requestOf(), settingsOf({ expireAfter: "do-not-cache" }))).toEqual({
      kind: "bypass",
      invalidates: false,
      reason: "do-not-cache",
    });
  });

  it("POL-13 a computed expiration is nothing to ask about before the answer", () => {
    expect(judged(requestOf(), settingsOf({ expireAfter: () => "do-not-cache" }))).toEqual(LOOK_UP);
  });

  it("G-152 force refresh, read-only and offline are looked up: what they want is decided later", () => {
    for (const options of [{ forceRefresh: true }, { readOnly: true }, { onlyIfCached: true }])
      expect(judged(requestOf(), settingsOf(options))).toEqual(LOOK_UP);
  });
});

describe("what the request says", () => {
  it("§5.2.1.5 rule 9 G-105 no-store keeps nothing of the exchange", () => {
    for (const settings of [RULES, PRIVATE]) {
      expect(judged(requestWith(["Cache-Control", "No-Store"]), settings)).toEqual({
        kind: "bypass",
        invalidates: false,
        reason: "no-store",
      });
    }
  });

  it.each([["no-cache"], ["max-age=0"], ["only-if-cached"], ["max-stale"]])(
    "§5.2.1 %s is looked up",
    (value) => {
      expect(judged(requestWith(["Cache-Control", value]))).toEqual(LOOK_UP);
    },
  );

  it.each([
    ["If-Match", '"a"'],
    ["If-Unmodified-Since", "Wed, 15 Jul 2026 12:00:00 GMT"],
    ["Range", "nonsense"],
    ["Range", ""],
    ["Range", "lines=0-4"],
    ["Range", "bytes=0-1, 3-4"],
    ["Range", "bytes=4-0"],
  ])("§4.3.2 rules 131, 138 %s: %s is the origin's to judge", (name, value) => {
    expect(judged(requestWith([name, value]))).toEqual({
      kind: "bypass",
      invalidates: false,
      reason: "precondition",
    });
  });

  it.each([["bytes=0-4"], ["bytes=5-"], ["bytes=-5"], ["Bytes=0-0"]])(
    "RFC 9110 §14.2 rule 137 V18 the range %s can be told from what is stored",
    (value) => {
      expect(judged(requestWith(["Range", value]))).toEqual(LOOK_UP);
      expect(judged(requestWith(["Range", value], ["If-Range", '"a"']))).toEqual(LOOK_UP);
      expect(judged(requestWith(["Range", value], ["If-Match", '"a"']))).toMatchObject({
        reason: "precondition",
      });
    },
  );

  it("RFC 9110 §14.2 rule 138 on anything but a GET a range means nothing", () => {
    expect(judged(requestOf({ method: "HEAD", headers: [["Range", "nonsense"]] }))).toEqual(LOOK_UP);
    expect(judged(requestWith(["If-Range", '"a"']))).toEqual(LOOK_UP);
  });

  it.each([["If-None-Match"], ["If-Modified-Since"]])(
    "§4.3.2 rule 128: %s is for the cache to answer",
    (name) => {
      expect(judged(requestWith([name, '"a"']))).toEqual(LOOK_UP);
    },
  );

  it("rule 173 G-030 a body that can be read only once is not read for a key", () => {
    const settings = settingsOf({ allowableMethods: ["POST"] });
    expect(judged(requestOf({ method: "POST", body: "streaming" }), settings)).toEqual({
      kind: "bypass",
      invalidates: false,
      reason: "body-unreadable",
    });
    expect(judged(requestOf({ method: "POST", body: new Uint8Array(5) }), settings)).toEqual(LOOK_UP);
  });
});
