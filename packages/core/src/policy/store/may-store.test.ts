import { describe, expect, it } from "vitest";
import {
  PRIVATE,
  RULES,
  requestOf,
  requestWith,
  responseOf,
  SHARED,
  settingsOf,
} from "../../../test/builders.ts";
import type { HeaderList, HttpRequest } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { responseDirectives } from "../freshness/directives.ts";
import { reasonToKeepOut } from "./may-store.ts";

interface Case {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly requested?: HeaderList;
  readonly url?: string;
  readonly redirect?: HttpRequest["redirect"];
}

function reason(
  settings: ResolvedSettings,
  { status = 200, headers = [], requested = [], url, redirect }: Case,
): string | undefined {
  const request = requestOf({ headers: requested, redirect, ...(url === undefined ? {} : { url }) });
  const response = responseOf({ status, headers });
  return reasonToKeepOut(request, response, responseDirectives(headers, settings), settings);
}

const fieldsOf = (name: string, value: string | undefined): HeaderList =>
  value === undefined ? [] : [[name, value]];
const cacheControl = (value: string): HeaderList => [["Cache-Control", value]];
const EACH = [RULES, PRIVATE, SHARED];

describe("what is never stored", () => {
  it.each([
    [100, "status"],
    [103, "status"],
    [304, "status"],
    [600, "status"],
    [0, "status"],
    [206, "part"],
  ])("§3 rules 4, 5, 6 V18: %d is kept out of each profile: %s", (status, why) => {
    for (const settings of [...EACH, settingsOf({ allowableCodes: [100, 103, 206, 304] })])
      expect(reason(settings, { status, headers: cacheControl("max-age=60, public") })).toBe(why);
  });

  it.each([["*"], ["Accept, *"], ["bad name"]])(
    "§4.1 rules 24, 45 G-070 G-080 V14 VARY-06: Vary: %s is kept out of each",
    (value) => {
      for (const settings of EACH) expect(reason(settings, { headers: [["Vary", value]] })).toBe("vary-star");
    },
  );

  it.each(["text/event-stream", "Text/Event-Stream; charset=utf-8", "multipart/x-mixed-replace;boundary=a"])(
    "what goes on for as long as somebody listens is kept out of each: %s",
    (type) => {
      for (const settings of EACH)
        expect(reason(settings, { headers: [["Content-Type", type]] })).toBe("endless");
    },
  );

  it("RFC 9110 §8.6 rule 35: an answer with two lengths is kept out of each, one said twice is not", () => {
    for (const settings of EACH) {
      expect(reason(settings, { headers: [["Content-Length", "5, 6"]] })).toBe("incomplete");
      expect(
        reason(settings, {
          headers: [
            ["Content-Length", "5"],
            ["content-length", "6"],
          ],
        }),
      ).toBe("incomplete");
      expect(reason(settings, { headers: [["Content-Length", "5, 5"]] })).toBeUndefined();
    }
  });
});

describe("rules-led", () => {
  it("G-183 G-184 SES-11 PIPE-11: only allowable statuses are stored", () => {
    expect(reason(RULES, {})).toBeUndefined();
    expect(reason(RULES, { status: 404 })).toBe("status");
    expect(reason(settingsOf({ allowableCodes: [404] }), { status: 404 })).toBeUndefined();
    expect(reason(settingsOf({ allowableCodes: [404] }), {})).toBe("status");
  });

  it("G-101 no directive of the origin counts", () => {
    const headers = cacheControl("no-store, private, must-understand");
    expect(reason(RULES, { headers, requested: [["Authorization", "a"]] })).toBeUndefined();
  });

  it.each([301, 302, 303, 307, 308])(
    "§3 a redirect of %d is stored whatever allowableCodes says",
    (status) => {
      expect(reason(RULES, { status, headers: [["Location", "/b"]] })).toBeUndefined();
      expect(reason(RULES, { status })).toBe("status");
      expect(reason(PRIVATE, { status: 302, headers: [["Location", "/b"]] })).toBe("status");
    },
  );
});

describe("header-led", () => {
  it.each([["no-store"], ["NO-STORE, max-age=60, public"], ['x="a", no-store=1'], ['foo="bar, no-store']])(
    "§5.2.2.5 rules 7, 61, 67: %s is kept out",
    (value) => {
      for (const settings of [PRIVATE, SHARED])
        expect(reason(settings, { headers: [...cacheControl(value), ["Expires", "0"]] })).toBe("no-store");
    },
  );

  it("§5.2.2.3 rules 10, 11: must-understand overrules no-store for a status that is understood, and forbids others", () => {
    const both = cacheControl("no-store, must-understand, max-age=60");
    expect(reason(PRIVATE, { headers: both })).toBeUndefined();
    expect(reason(PRIVATE, { status: 599, headers: both })).toBe("must-understand");
    expect(reason(PRIVATE, { status: 599, headers: cacheControl("must-understand, max-age=60") })).toBe(
      "must-understand",
    );
  });

  it.each([299, 400, 418, 499, 500, 599])(
    "§3 rules 20, 21: %d is stored with anything that permits it",
    (status) => {
      for (const value of ["max-age=60", "max-age=0", "max-age=abc", "public"])
        expect(reason(PRIVATE, { status, headers: cacheControl(value) }), value).toBeUndefined();
      expect(reason(PRIVATE, { status, headers: [["Expires", "0"]] })).toBeUndefined();
      expect(reason(PRIVATE, { status })).toBe("status");
    },
  );

  it.each([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501])(
    "§3 rule 22: %d needs nothing that permits it",
    (status) => {
      expect(reason(PRIVATE, { status, headers: [["Location", "/there"]] })).toBeUndefined();
    },
  );

  it.each([301, 302, 303, 307, 308])(
    "%d that leads nowhere is kept out, but for who does not follow",
    (status) => {
      for (const location of [undefined, "", "mailto:a@example.com", "http://["]) {
        const headers = [...cacheControl("public, max-age=60"), ...fieldsOf("Location", location)];
        for (const redirect of [undefined, "follow", "error"] as const)
          expect(reason(PRIVATE, { status, headers, redirect }), `${redirect} ${location}`).toBe("status");
        expect(reason(PRIVATE, { status, headers, redirect: "manual" }), location).toBeUndefined();
      }
    },
  );

  it("§3 rules 13, 20, 81: private permits a private cache, s-maxage a shared one", () => {
    expect(reason(PRIVATE, { status: 400, headers: cacheControl("private") })).toBeUndefined();
    expect(reason(PRIVATE, { status: 400, headers: cacheControl("s-maxage=60") })).toBe("status");
    expect(reason(SHARED, { status: 400, headers: cacheControl("s-maxage=60") })).toBeUndefined();
  });

  it("G-104 SES-11 allowableCodes narrows, and permits nothing that headers do not", () => {
    const settings = settingsOf({ cacheControl: true, allowableCodes: [200, 400] });
    expect(reason(settings, { status: 404 })).toBe("status");
    expect(reason(settings, { status: 400 })).toBe("status");
    expect(reason(settings, { status: 400, headers: cacheControl("max-age=5") })).toBeUndefined();
  });

  it("§7.3 rules 19, 25: Authorization and Set-Cookie do not forbid a private cache", () => {
    expect(
      reason(PRIVATE, { headers: [["Set-Cookie", "a=1"]], requested: [["Authorization", "a"]] }),
    ).toBeUndefined();
  });
});

describe("a shared cache", () => {
  it.each([
    ["private", "private"],
    ["private=", "private"],
    ['private=""', "private"],
    ['private=" , "', "private"],
    ["private=token", "private"],
    ['private, private="a"', "private"],
    ['private="a"', undefined],
  ])("§5.2.2.7 rules 12, 14, 15, 16: %s: %s", (value, why) => {
    expect(reason(SHARED, { headers: cacheControl(value) })).toBe(why);
  });

  it.each([
    ["max-age=60", "authorization"],
    ["s-maxage=abc", "authorization"],
    ["", "authorization"],
    ["public", undefined],
    ["must-revalidate", undefined],
    ["s-maxage=60", undefined],
    ["s-maxage=0", undefined],
  ])("§3.5 rule 18 F38: an answer to a request with Authorization and %j: %s", (value, why) => {
    for (const credential of ["Bearer a", ""])
      expect(
        reason(SHARED, { headers: cacheControl(value), requested: [["authorization", credential]] }),
      ).toBe(why);
  });

  it("§7.3 rule 25 F38: Set-Cookie is kept out unless it is public", () => {
    const headers: HeaderList = [["Set-Cookie", "a=1"]];
    expect(reason(SHARED, { headers: [...headers, ...cacheControl("max-age=60")] })).toBe("set-cookie");
    expect(reason(SHARED, { headers: [...headers, ...cacheControl("public")] })).toBeUndefined();
  });

  it("rule 18 a request without Authorization needs no such permission", () => {
    const request = requestWith(["Cookie", "a=1"]);
    const response = responseOf({ headers: cacheControl("max-age=60") });
    const directives = responseDirectives(response.headers, SHARED);
    expect(reasonToKeepOut(request, response, directives, SHARED)).toBeUndefined();
  });
});
