import { describe, expect, it } from "vitest";
import {
  dateText,
  NOW_MS,
  NOW_TEXT,
  openDigests,
  PRIVATE,
  RULES,
  requestOf,
  requestWith,
  responseOf,
  responseWith,
  SHARED,
  settingsOf,
  storeQuestion,
  TEST_URL,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList, HttpResponse } from "../../http/messages.ts";
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

describe("the entry", () => {
  it("PIPE-11 has what was asked, what was answered and when; its body comes later", () => {
    const response: HttpResponse = {
      status: 203,
      url: "https://elsewhere.com/",
      headers: [...ETAG, ["Last-Modified", dateText(-5)], ["X-A", "1"], ["X-A", "2"]],
      body: Uint8Array.of(1),
      coding: "wire",
    };
    const settings = settingsOf({ expireAfter: 60, tags: ["t"], allowableCodes: [203] });
    const times = { requestedAtMs: NOW_MS - 3_000, receivedAtMs: NOW_MS };
    expect(stored({ response, settings, times })).toEqual({
      address: { target: TEST_URL, selector: "GET", variant: "-" },
      revision: "r2",
      url: TEST_URL,
      finalUrl: "https://elsewhere.com/",
      request: { method: "GET", varied: [] },
      response: { status: 203, statusText: "", headers: response.headers, coding: "wire" },
      body: null,
      lifetimes: expect.objectContaining({ freshUntilMs: NOW_MS + 60_000 }),
      baseAgeMs: 3_000,
      receivedAtMs: NOW_MS,
      createdAtMs: NOW_MS,
      vary: [],
      etag: '"a"',
      lastModified: dateText(-5),
      tags: ["t"],
    });
  });

  it.each([
    ["the same", TEST_URL],
    ["the same, written otherwise", TEST_URL.replace("https://", "HTTPS://user:secret@").concat("#fragment")],
    ["not told", ""],
  ])("has no final URL where it is %s", (_, url) => {
    const settings = settingsOf({ expireAfter: 60 });
    const response: HttpResponse = { status: 200, url, headers: [], body: null, coding: "wire" };
    expect(stored({ response, settings })).not.toHaveProperty("finalUrl");
  });

  it("an answer of another cache, whose members are getters, is stored like any other", () => {
    class Lazy implements HttpResponse {
      readonly url = TEST_URL;
      get status(): number {
        return 200;
      }
      get headers(): HeaderList {
        return cacheControl("max-age=5");
      }
      get body(): null {
        throw new Error("nobody needs the body here");
      }
      get coding(): "wire" {
        return "wire";
      }
    }
    expect(stored({ response: new Lazy(), settings: PRIVATE }).response).toMatchObject({
      status: 200,
      coding: "wire",
    });
  });

  it("§4.1 VARY-04 V14 knows what it varies on, and is filed by that", () => {
    const request = requestWith(["Accept", "a/b"], ["Cookie", "sid=secret"]);
    const response = responseWith(["Vary", "Cookie, accept"], ["vary", "X-Absent"]);
    const entry = stored({ request, response });
    expect(entry.vary).toEqual(["accept", "cookie", "x-absent"]);
    expect(entry.request.varied).toEqual([
      ["accept", "a/b"],
      ["cookie", expect.stringMatching(/^digest /)],
    ]);
    expect(entry.address.variant).toMatch(/^[\w-]{24}$/);
    expect(JSON.stringify(entry)).not.toContain("secret");
  });

  it("§4 rule 40: what a HEAD brought is filed apart", () => {
    expect(stored({ request: requestOf({ method: "HEAD" }) }).address.variant).toBe("head:-");
  });

  it("§3.1 rules 26, 27, 28, 29: fields of one connection are left out after they were heard, the rest stays in order", () => {
    const headers: HeaderList = [
      ["X-B", "1"],
      ["Connection", "close, X-Hop, Cache-Control"],
      ["X-Hop", "1"],
      ["Transfer-Encoding", "chunked"],
      ["Proxy-Authenticate", "x"],
      ["Set-Cookie", "a=1"],
      ["x-a", "2"],
      ["Set-Cookie", "b=2"],
      ["Cache-Control", "max-age=60"],
      ["Date", NOW_TEXT],
    ];
    const entry = stored({ response: responseWith(...headers), settings: PRIVATE });
    expect(entry.response.headers).toEqual([
      ["X-B", "1"],
      ["x-a", "2"],
      ["Date", NOW_TEXT],
    ]);
    expect(entry.lifetimes.freshUntilMs).toBe(NOW_MS + 60_000);
    const forbidden = responseWith(["Connection", "cache-control"], ["Cache-Control", "no-store"]);
    expect(judged(PRIVATE, [], { response: forbidden })).toMatchObject({ reason: "no-store" });
  });

  it("§5.2.2.4 §5.2.2.7 rules 14, 17: fields that no-cache names are not kept, nor, in a shared cache, those of private", () => {
    const headers: HeaderList = [
      ["Cache-Control", 'max-age=60, no-cache="\tX-Trail", private=" X-A, x-b "'],
      ["X-Trail", "a=1"],
      ["X-A", "1"],
      ["X-B", "2"],
      ["X-C", "3"],
    ];
    const names = (settings: ResolvedSettings): readonly string[] =>
      stored({ response: responseWith(...headers), settings }).response.headers.map(([name]) => name);
    expect(names(PRIVATE)).toEqual(["Cache-Control", "X-A", "X-B", "X-C", "date"]);
    const open: HeaderList = headers.filter(([name]) => name !== "X-Trail");
    const shared = stored({ response: responseWith(...open), settings: SHARED });
    expect(shared.response.headers.map(([name]) => name)).toEqual(["Cache-Control", "X-C", "date"]);
    expect(names(RULES)).toEqual(["Cache-Control", "X-Trail", "X-A", "X-B", "X-C"]);
  });

  it("RFC 9110 §6.6.1 rule 31: header-led, a Date that is missing is the time of receipt", () => {
    const { headers } = stored({
      response: responseWith(["Cache-Control", "max-age=5"]),
      settings: PRIVATE,
    }).response;
    expect(headers).toContainEqual(["date", NOW_TEXT]);
    expect(stored().response.headers).toEqual([]);
  });

  it("§5.2.2.4 says why staleness is forbidden, where it is", () => {
    const response = responseWith(["Cache-Control", "no-cache, max-age=5"]);
    expect(stored({ response, settings: PRIVATE }).staleBan).toBe("no-cache");
    expect(stored({ response })).not.toHaveProperty("staleBan");
  });

  it("V2 KEY-13 G-057 the URL that is stored has no secrets, nor has Location", () => {
    const request = requestOf({ url: "https://u:p@a.com/x?access_token=hush&q=1" });
    const settings = settingsOf({ allowableCodes: [201] });
    const response = responseOf({ status: 201, headers: [["Location", "/y?access_token=hush"]] });
    const requestKey = lookupOf(request, undefined, settings, openDigests);
    const entry = stored({ request, response, settings, requestKey });
    expect(entry.url).toBe("https://a.com/x?access_token=REDACTED&q=1");
    const { address: _, ...readable } = entry;
    expect(JSON.stringify(readable)).not.toContain("hush");
  });

  it("RFC 9110 §8.8: a validator without a value is none", () => {
    const response = responseWith(["ETag", ""], ["Last-Modified", ""]);
    const entry = stored({ response });
    expect(Object.keys(entry).filter((name) => name === "etag" || name === "lastModified")).toEqual([]);
    expect(stored({ response: responseWith(["ETag", "abc"]) }).etag).toBe("abc");
  });
});
