import { describe, expect, it } from "vitest";
import { type CacheDirectives, NO_DIRECTIVES, parseCacheControl } from "./cache-control.ts";

const NOTHING: CacheDirectives = { ...NO_DIRECTIVES, present: true };

describe("presence", () => {
  it("§5.4 rule 78: without lines it is NO_DIRECTIVES itself, which nobody can change", () => {
    expect(parseCacheControl([])).toBe(NO_DIRECTIVES);
    expect(NO_DIRECTIVES.present).toBe(false);
    expect(Object.isFrozen(NO_DIRECTIVES)).toBe(true);
    expect(Object.isFrozen(NO_DIRECTIVES.privateFields)).toBe(true);
  });

  it("§5.4 rule 78: an empty line is present and says nothing", () => {
    expect(parseCacheControl([""])).toEqual(NOTHING);
  });
});

describe("members", () => {
  it("§5.2 rule 57: all lines form one list, and empty members are skipped", () => {
    expect(parseCacheControl([", ,max-age=1,", "", "\tno-store ,"])).toEqual({
      ...NOTHING,
      maxAge: 1,
      noStore: true,
    });
  });

  it.each([
    ["no-store", { noStore: true }],
    ["no-cache", { noCache: true }],
    ["private", { private: true }],
    ["public", { public: true }],
    ["must-revalidate", { mustRevalidate: true }],
    ["proxy-revalidate", { proxyRevalidate: true }],
    ["must-understand", { mustUnderstand: true }],
    ["no-transform", { noTransform: true }],
    ["immutable", { immutable: true }],
    ["only-if-cached", { onlyIfCached: true }],
    ["max-age=5", { maxAge: 5 }],
    ["s-maxage=5", { sMaxage: 5 }],
    ["max-stale=5", { maxStale: 5 }],
    ["max-stale", { maxStale: Number.POSITIVE_INFINITY }],
    ["min-fresh=5", { minFresh: 5 }],
    ["stale-while-revalidate=5", { staleWhileRevalidate: 5 }],
    ["stale-if-error=5", { staleIfError: 5 }],
  ])("§5.2 rule 58: %s is read in either case, and is all that is read", (text, expected) => {
    expect(parseCacheControl([text])).toEqual({ ...NOTHING, ...expected });
    expect(parseCacheControl([text.toUpperCase()])).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    "foo",
    "foo=bar",
    "no-store2",
    "xno-store",
    "__proto__=1",
    "constructor",
    "toString=5",
    "=5",
    "=",
    "no store",
    "no-\u017ftore",
  ])("§5.2 rule 58: the unknown directive %j is ignored", (text) => {
    expect(parseCacheControl([text])).toEqual(NOTHING);
    expect(parseCacheControl([`${text}, max-age=3`])).toEqual({ ...NOTHING, maxAge: 3 });
  });
});

describe("quoted strings", () => {
  it.each([
    ['max-age="60"', { maxAge: 60 }],
    ['max-age="6\\0"', { maxAge: 60 }],
    ['s-maxage="060"', { sMaxage: 60 }],
    ['max-stale="60"', { maxStale: 60 }],
  ])("§5.2 rule 59: %s is read like a token", (text, expected) => {
    expect(parseCacheControl([text])).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    'ext="max-age=9, no-store"',
    'ext="a\\", no-store, b"',
    'ext="\\\\\\", no-store"',
    '"no-store, max-age=9"',
    'ext=x", no-store, "y',
  ])("§5.2 rule 60: text inside a quoted string of %s is never a directive", (text) => {
    expect(parseCacheControl([text])).toEqual(NOTHING);
  });

  it.each([
    'foo="bar, no-store',
    'foo="bar\\", no-store',
    'foo="bar, baz="x\\", no-store, a"b, no-store',
    '", no-store',
  ])("§5.2 rule 61: the unterminated quote of %s does not swallow a no-store", (text) => {
    expect(parseCacheControl([text]).noStore).toBe(true);
  });

  it("§5.2 rule 61: an unterminated quote in one line does not pair with one in the next", () => {
    expect(parseCacheControl(['foo="bar', 'no-store, baz="x'])).toEqual({ ...NOTHING, noStore: true });
  });
});

describe("numbers", () => {
  it("§5.2 rule 62: single quotes do not quote", () => {
    expect(parseCacheControl(["max-age='60'"]).maxAge).toBe("invalid");
  });

  it.each([
    "max-age",
    "max-age=",
    'max-age=""',
    "max-age=-1",
    "max-age=+1",
    "max-age=3600.0",
    "max-age=3600.5",
    "max-age=100a",
    "max-age=a100",
    "max-age=1e3",
    "max-age=0x10",
    "max-age=\uff16\uff10",
    "max-age =60",
    "max-age= 60",
    "max-age=\t60",
    "max-age=60 s",
    "max-age=60=60",
    'max-age=" 60"',
    'max-age="60',
    'max-age="60"s',
    'max-age="',
  ])("§4.2.1 rule 63: %j is invalid, not absent", (text) => {
    expect(parseCacheControl([text])).toEqual({ ...NOTHING, maxAge: "invalid" });
    expect(parseCacheControl([text.replace("max-age", "s-maxage")])).toEqual({
      ...NOTHING,
      sMaxage: "invalid",
    });
  });

  it("§4.2.1 rule 63: leading zeros are fine", () => {
    expect(parseCacheControl(["max-age=0000060"]).maxAge).toBe(60);
  });

  it.each(["max-age", "s-maxage", "max-stale", "min-fresh", "stale-while-revalidate", "stale-if-error"])(
    "§1.2.2 rule 64: %s clamps at 2^31",
    (name) => {
      const values = Object.values(parseCacheControl([`${name}=99999999999999999999`]));
      expect(values.filter((value) => typeof value === "number")).toEqual([2 ** 31]);
    },
  );

  it.each([
    ["max-age=5, max-age=9", { maxAge: 5 }],
    ["max-age=9, max-age=5", { maxAge: 5 }],
    ["max-age=9, max-age=x", { maxAge: "invalid" }],
    ["max-age=x, max-age=9", { maxAge: "invalid" }],
    ["max-age=0, max-age", { maxAge: "invalid" }],
    ["s-maxage=9, S-MaxAge=5", { sMaxage: 5 }],
    ["max-stale, max-stale=5", { maxStale: 5 }],
    ["max-stale=5, max-stale", { maxStale: 5 }],
    ["stale-if-error=9, stale-if-error=5", { staleIfError: 5 }],
    ["stale-while-revalidate=5, stale-while-revalidate=9", { staleWhileRevalidate: 5 }],
    ["min-fresh=5, min-fresh=9", { minFresh: 9 }],
    ["min-fresh=9, min-fresh=5", { minFresh: 9 }],
  ])("§4.2.1 rule 65: of %s the value that lengthens no life wins, in any order", (text, expected) => {
    expect(parseCacheControl([text])).toEqual({ ...NOTHING, ...expected });
    expect(parseCacheControl(text.split(", "))).toEqual({ ...NOTHING, ...expected });
  });

  it("§4.2.1 rule 66: directives that conflict are all reported", () => {
    expect(parseCacheControl(["public, private, no-store, max-age=5"])).toEqual({
      ...NOTHING,
      public: true,
      private: true,
      noStore: true,
      maxAge: 5,
    });
  });

  it.each([
    "max-stale=abc",
    "max-stale=",
    "max-stale=abc, max-stale=5",
    "max-stale=5, max-stale=abc",
    "max-stale, max-stale=-1",
    "stale-if-error",
    "stale-if-error=x, stale-if-error=9",
    "stale-while-revalidate=-1",
    "stale-while-revalidate=9, stale-while-revalidate",
  ])("§5.2.1 rule 112: the unreadable permission %s permits nothing", (text) => {
    expect(parseCacheControl([text])).toEqual(NOTHING);
  });

  it.each(["min-fresh=abc", "min-fresh", "min-fresh=5, min-fresh=-1"])(
    "§5.2.1 rule 112: the unreadable demand %s demands more than there is",
    (text) => {
      expect(parseCacheControl([text])).toEqual({ ...NOTHING, minFresh: 2 ** 31 });
    },
  );
});

describe("flags with arguments", () => {
  it.each([
    ["no-store=1", { noStore: true }],
    ["no-store=", { noStore: true }],
    ["no-store =x", { noStore: true }],
    ['must-revalidate="x"', { mustRevalidate: true }],
    ['immutable="', { immutable: true }],
    ["must-understand=0", { mustUnderstand: true }],
    ['public="a, b"', { public: true }],
    ["only-if-cached=false", { onlyIfCached: true }],
  ])("§5.2 rule 67: %s is in force", (text, expected) => {
    expect(parseCacheControl([text])).toEqual({ ...NOTHING, ...expected });
  });
});

describe("field lists", () => {
  const degenerate = [
    "=",
    '=""',
    '=" , "',
    "=a",
    "=a-b",
    '="a b"',
    '="a, (b)"',
    '="a',
    '="a"b',
    '= "a"',
    '="\\""',
  ];

  it.each(degenerate)("§5.2.2 rule 15: private%s counts as the unqualified directive", (argument) => {
    expect(parseCacheControl([`private${argument}`])).toEqual({ ...NOTHING, private: true });
  });

  it.each(degenerate)("§5.2.2 rule 15: no-cache%s counts as the unqualified directive", (argument) => {
    expect(parseCacheControl([`no-cache${argument}`])).toEqual({ ...NOTHING, noCache: true });
  });

  it.each(['private, private="x"', 'private="x", private', 'private="x", private=""'])(
    "§5.2.2.7 rule 16: in %s the unqualified form wins",
    (text) => {
      expect(parseCacheControl([text])).toEqual({ ...NOTHING, private: true });
    },
  );

  it.each(['no-cache, no-cache="x"', 'no-cache="x", no-cache'])(
    "§5.2.2.4 rule 16: in %s the unqualified form wins",
    (text) => {
      expect(parseCacheControl([text])).toEqual({ ...NOTHING, noCache: true });
    },
  );

  it.each([
    ['private=" authorization"', { privateFields: ["authorization"] }],
    ['private="A, b\t,\tA"', { privateFields: ["a", "b"] }],
    ['no-cache="\tset-cookie"', { noCacheFields: ["set-cookie"] }],
    ['no-cache="a,, b,"', { noCacheFields: ["a", "b"] }],
    ['no-cache="a", no-cache="B, a"', { noCacheFields: ["a", "b"] }],
    ['private="__proto__, constructor"', { privateFields: ["__proto__", "constructor"] }],
    ['no-cache="\\a"', { noCacheFields: ["a"] }],
  ])("§5.2.2 rule 17: the names of %j are trimmed and in lower case", (text, expected) => {
    expect(parseCacheControl([text])).toEqual({ ...NOTHING, ...expected });
  });

  it("§5.2.2 rule 17: the lists of one directive do not leak into the other", () => {
    expect(parseCacheControl(['private="a"', 'no-cache="b"'])).toEqual({
      ...NOTHING,
      privateFields: ["a"],
      noCacheFields: ["b"],
    });
  });
});
