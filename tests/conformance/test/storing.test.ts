import { describe, expect, it } from "vitest";
import { isKept, secondAnswer } from "../src/reuse.ts";
import { MODES, openStage } from "../src/stage.ts";

const FRESH = { headers: { "Cache-Control": "max-age=60" } };
const UNKNOWN_STATUS = 299;
const GUESSABLE = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];
const NOT_GUESSABLE = [201, 202, 302, 303, 307, 400, 401, 403, 409, 429, 500, 502, 503, 504, UNKNOWN_STATUS];
/** Whoever follows redirects gets none that leads nowhere from the store. */
const UNFOLLOWED = { asking: { redirect: "manual" } } as const;
const YEARS_AGO = "Mon, 01 Jan 2024 00:00:00 GMT";

describe.each(MODES)("what may be stored, %s", (mode) => {
  it("§3 rule 1: GET and HEAD are stored", async () => {
    expect(await secondAnswer(mode, FRESH)).toBe("hit");
    expect(await secondAnswer(mode, { ...FRESH, asking: { method: "HEAD" } })).toBe("hit");
  });

  it.each(["PROPFIND", "get", "BREW"])("§3 rule 1: %s, an unknown method, passes through", async (method) => {
    expect(await secondAnswer(mode, { ...FRESH, asking: { method } })).toBe("bypass");
    expect(await isKept(mode, { ...FRESH, asking: { method } })).toBe(false);
  });

  it.each(["OPTIONS", "TRACE", "CONNECT", "PUT", "PATCH", "DELETE"])(
    "§3 rule 2: an answer to %s is never stored",
    async (method) => {
      const headers = { "Cache-Control": "public, max-age=60" };
      expect(await isKept(mode, { headers, asking: { method } })).toBe(false);
      expect(await secondAnswer(mode, { headers, asking: { method } })).toBe("bypass");
    },
  );

  it("§3 rule 4: an interim status that comes as the answer is not stored", async () => {
    expect(await isKept(mode, { status: 103, ...FRESH })).toBe(false);
  });

  it("§3.3 rule 5: a 206 to a plain GET is not stored", async () => {
    const headers = { "Cache-Control": "max-age=60", "Content-Range": "bytes 0-0/2", ETag: '"a"' };
    expect(await isKept(mode, { status: 206, headers })).toBe(false);
    expect(await secondAnswer(mode, { status: 206, headers })).toBe("miss");
  });

  it("§3 rule 6: a 304 is never an entry, not even with a lifetime", async () => {
    const headers = { "Cache-Control": "max-age=60", ETag: '"a"' };
    expect(await isKept(mode, { status: 304, headers, body: null })).toBe(false);
    const asking = { headers: { "If-None-Match": '"a"' } };
    expect(await isKept(mode, { status: 304, headers, body: null, asking })).toBe(false);
  });

  it.each([
    "max-age=60, no-store",
    "No-Store, max-age=60",
    "NO-STORE",
    "public, no-store, max-age=60",
    "max-age=60, private, no-store",
    "no-cache, no-store, must-revalidate",
  ])("§5.2.2.5 rule 7: %s is not stored", async (value) => {
    const headers = { "Cache-Control": value, Expires: "Fri, 01 Jan 2027 00:00:00 GMT", ETag: '"a"' };
    expect(await isKept(mode, { headers })).toBe(false);
  });

  it("§5.2.2.5 rule 7: no-store on a line of its own counts", async () => {
    expect(await isKept(mode, { headers: { "Cache-Control": ["max-age=60", "no-store"] } })).toBe(false);
  });

  it("§5.2.1.5 rule 9: no-store in a request keeps its answer out", async () => {
    const asking = { headers: { "Cache-Control": "no-store" } };
    expect(await isKept(mode, { ...FRESH, asking })).toBe(false);
  });

  it("§5.2.1.5 rule 9: no-store in a request leaves an older entry alone", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { ...FRESH, body: "one" }, { ...FRESH, body: "two" });
    await stage.ask("/a");
    expect((await stage.ask("/a", { headers: { "Cache-Control": "no-store" } })).text).toBe("two");
    const again = await stage.ask("/a");
    expect([again.cache.kind, again.text]).toEqual(["hit", "one"]);
  });

  it.each([200, 404])("§5.2.2.3 rule 10: must-understand lifts no-store for a %i", async (status) => {
    const headers = { "Cache-Control": "no-store, must-understand, max-age=60" };
    expect(await secondAnswer(mode, { status, headers })).toBe("hit");
  });

  it("§5.2.2.3 rule 10: the other rules still hold beside must-understand", async () => {
    const headers = { "Cache-Control": "no-store, must-understand, no-cache, max-age=60", ETag: '"a"' };
    expect(await secondAnswer(mode, { headers })).toBe("miss");
  });

  it.each(["must-understand, max-age=60", "no-store, must-understand, max-age=60"])(
    "§5.2.2.3 rule 11: a status that we do not implement is not stored with %s",
    async (value) => {
      const headers = { "Cache-Control": value };
      expect(await isKept(mode, { status: UNKNOWN_STATUS, headers })).toBe(false);
      expect(await isKept(mode, { status: 599, headers })).toBe(false);
    },
  );

  it.each([
    ["public", 500],
    ["max-age=0", 200],
    ["max-age=60", UNKNOWN_STATUS],
  ])("§3 rule 20: %s is a permission for a %i", async (value, status) => {
    const headers = { "Cache-Control": value, ETag: '"a"' };
    expect(await isKept(mode, { status, headers })).toBe(true);
  });

  it.each(["Mon, 01 Jan 2024 00:00:00 GMT", "0"])(
    "§3 rule 20: Expires: %s is a permission",
    async (value) => {
      expect(await isKept(mode, { status: UNKNOWN_STATUS, headers: { Expires: value, ETag: '"a"' } })).toBe(
        true,
      );
    },
  );

  it("§3 rule 20: without any permission a validator alone is not enough", async () => {
    expect(await isKept(mode, { status: UNKNOWN_STATUS, headers: { ETag: '"a"' } })).toBe(false);
  });

  it("§3 rule 20: a status that may be guessed at is a permission", async () => {
    expect(await isKept(mode, { status: 404, headers: { ETag: '"a"' } })).toBe(true);
  });

  it.each([...NOT_GUESSABLE, ...GUESSABLE, 599])(
    "§3 rule 21: a %i with explicit freshness is stored",
    async (status) => {
      expect(await secondAnswer(mode, { status, ...FRESH, ...UNFOLLOWED })).toBe("hit");
    },
  );

  it.each(GUESSABLE)("§4.2.2 rule 22: a %i without freshness may be stored", async (status) => {
    const headers = { "Last-Modified": YEARS_AGO };
    expect(await secondAnswer(mode, { status, headers, ...UNFOLLOWED })).toBe("hit");
  });

  it.each(NOT_GUESSABLE)("§4.2.2 rule 22: a %i without freshness is not stored", async (status) => {
    expect(await isKept(mode, { status, headers: { "Last-Modified": YEARS_AGO } })).toBe(false);
  });

  it("§3 rule 23: neither freshness nor validator: not kept, but with a setting's lifetime", async () => {
    expect(await isKept(mode, { headers: {} })).toBe(false);
    expect(await isKept(mode, { headers: { "Cache-Control": "max-age=0" } })).toBe(false);
    expect(await secondAnswer(mode, { headers: {}, options: { expireAfter: 60 } })).toBe("hit");
  });

  it.each(["*", "Accept, *"])("§4.1 rule 24: what varies on %s is not stored", async (value) => {
    expect(await isKept(mode, { headers: { "Cache-Control": "max-age=60", Vary: value } })).toBe(false);
  });

  it("§7.3 rule 25: an answer that sets a cookie is kept where it may be", async () => {
    const headers = { "Cache-Control": "max-age=60", "Set-Cookie": "a=1" };
    expect(await isKept(mode, { headers })).toBe(mode === "private");
    expect(await isKept(mode, { headers: { ...headers, "Cache-Control": "max-age=60, public" } })).toBe(true);
  });

  it("§5.2.2.5 rule 36: a no-store answer does not throw an older entry out", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { ...FRESH, body: "one" }, { headers: { "Cache-Control": "no-store" }, body: "two" });
    await stage.ask("/a");
    expect((await stage.ask("/a", { headers: { "Cache-Control": "no-cache" } })).text).toBe("two");
    const again = await stage.ask("/a");
    expect([again.cache.kind, again.text]).toEqual(["hit", "one"]);
  });
});

describe("RFC 9110 §9.3.3, POST", () => {
  const explicit = { "Cache-Control": "max-age=60", "Content-Location": "/a" };

  it.each(MODES)(
    "RFC 9110 §9.3.3 rule 3: an explicitly fresh answer about its own target serves a GET [%s]",
    async (mode) => {
      await using stage = openStage(mode);
      stage.origin("/a", { headers: explicit, body: "posted" }, { headers: explicit, body: "got" });
      expect((await stage.ask("/a", { method: "POST", body: new Uint8Array([1]) })).text).toBe("posted");
      const got = await stage.ask("/a");
      expect([got.cache.kind, got.text]).toEqual(["hit", "posted"]);
      expect((await stage.ask("/a", { method: "POST", body: new Uint8Array([1]) })).text).toBe("got");
    },
  );

  it.each([
    ["without freshness", { "Content-Location": "/a" }],
    ["about another resource", { "Cache-Control": "max-age=60", "Content-Location": "/b" }],
    ["about none", { "Cache-Control": "max-age=60" }],
  ])("RFC 9110 §9.3.3 rule 3: an answer %s serves no GET", async (_, headers) => {
    await using stage = openStage("private");
    stage.origin("/a", { headers, body: "posted" }, { headers, body: "got" });
    await stage.ask("/a", { method: "POST", body: new Uint8Array([1]) });
    expect((await stage.ask("/a")).text).toBe("got");
  });
});
