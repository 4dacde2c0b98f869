import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds, hostile } from "../../test/hostile-texts.ts";
import { parseCacheControl } from "./fields/cache-control.ts";
import { formatCacheStatus } from "./fields/cache-status.ts";
import { isEntityTag, parseEntityTagList, strongMatch, weakMatch } from "./fields/entity-tag.ts";
import {
  fieldValue,
  isFieldValue,
  isToken,
  listMembers,
  trimWhitespace,
  withField,
} from "./fields/fields.ts";
import { formatHttpDate, parseHttpDate } from "./fields/http-date.ts";
import { parseByteRange, parseContentRange, resolveRange } from "./fields/range.ts";
import { parseList, serializeString } from "./fields/structured-field.ts";
import { varyNames } from "./fields/vary.ts";

const NOW_MS = Date.UTC(2026, 6, 15, 12, 0, 0);
const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);

describe("listMembers", () => {
  it("§5.2 rule 57: tokens come back, whatever blanks and empty members are between them", () => {
    const gap = fc.stringMatching(/^[ \t]{0,3},[ \t,]{0,3}$/);
    holds(
      fc.property(fc.array(fc.tuple(token, gap), { maxLength: 8 }), (members) => {
        expect(listMembers(members.flat().join(""))).toEqual(members.map(([name]) => name));
      }),
    );
  });

  it("§5.2 rule 61: outside quotes no member is lost: all commas separate where no quote is", () => {
    holds(
      fc.property(hostile, (text) => {
        const plain = text.replaceAll('"', "");
        const expected = plain.split(",").map((part) => part.replace(/^[ \t]+/, "").replace(/[ \t]+$/, ""));
        expect(listMembers(plain)).toEqual(expected.filter((part) => part !== ""));
      }),
    );
  });
});

describe("parseCacheControl", () => {
  it("§5.2 rule 61: whatever noise comes first, a no-store in a line of its own is in force", () => {
    holds(
      fc.property(hostile, (text) => {
        expect(parseCacheControl([text, "no-store"]).noStore).toBe(true);
      }),
    );
  });

  it("§5.2 rule 60: whatever stands in a quoted string gives no directive", () => {
    holds(
      fc.property(hostile, (text) => {
        const quoted = text.replaceAll(/["\\]/g, "\\$&");
        expect(parseCacheControl([`ext="${quoted}"`])).toEqual(parseCacheControl(["ext"]));
      }),
    );
  });

  it("§1.2.2 rule 64: a number is never negative, NaN or beyond 2^31", () => {
    holds(
      fc.property(hostile, (text) => {
        const { maxAge, sMaxage, minFresh, staleIfError } = parseCacheControl([`max-age=${text}`, text]);
        for (const seconds of [maxAge, sMaxage, minFresh, staleIfError]) {
          if (typeof seconds === "number") expect(seconds >= 0 && seconds <= 2 ** 31).toBe(true);
        }
      }),
    );
  });

  it("§4.2.1 rule 65: the order of lines does not matter", () => {
    const directive = fc.tuple(fc.constantFrom("max-age", "max-stale", "min-fresh", "private"), hostile);
    const line = directive.map(([name, text]) => `${name}=${text.replaceAll(",", "")}`);
    holds(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        expect(parseCacheControl(lines.toReversed())).toEqual(parseCacheControl(lines));
      }),
    );
  });
});

describe("dates", () => {
  const seconds = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });

  it("§4.2 rule 71: what is written is read again, over all years of four digits", () => {
    holds(
      fc.property(seconds, (second) => {
        expect(parseHttpDate(formatHttpDate(second * 1000), NOW_MS)).toBe(second * 1000);
      }),
    );
  });

  it("§4.2 rule 71: the asctime form of a date is the same instant", () => {
    holds(
      fc.property(seconds, (second) => {
        const [day, date, month, year, time] = formatHttpDate(second * 1000)
          .replace(",", "")
          .split(" ");
        const text = `${day} ${month} ${date?.replace(/^0/, " ")} ${time} ${year}`;
        expect(parseHttpDate(text, NOW_MS)).toBe(second * 1000);
      }),
    );
  });

  it("§4.2 rule 72: an RFC 850 year is within 50 years ahead and 100 back, and has its digits", () => {
    holds(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 200 }), (digits, years) => {
        const nowMs = Date.UTC(1950 + years, 5, 1);
        const text = `Monday, 01-Jun-${String(digits).padStart(2, "0")} 00:00:00 GMT`;
        const year = new Date(parseHttpDate(text, nowMs) ?? Number.NaN).getUTCFullYear();
        expect(year % 100).toBe(digits);
        expect(year - (1950 + years)).toBeLessThanOrEqual(50);
        expect(year - (1950 + years)).toBeGreaterThan(-50);
      }),
    );
  });
});

describe("entity tags", () => {
  const opaque = fc.stringMatching(/^[!#-~\u0080-\u00ff]{0,8}$/);
  const tag = fc.tuple(fc.constantFrom("", "W/"), opaque).map(([weak, text]) => `${weak}"${text}"`);

  it("§4.3.2 rule 128: a list of tags comes back as it was", () => {
    holds(
      fc.property(fc.array(tag, { maxLength: 6 }), (tags) => {
        expect(parseEntityTagList(tags.join(" , "))).toEqual(tags);
      }),
    );
  });

  it("RFC 9110 §8.8.3.2: a strong match is a weak one, and both are symmetric", () => {
    holds(
      fc.property(fc.oneof(tag, hostile), fc.oneof(tag, hostile), (a, b) => {
        expect(strongMatch(a, b)).toBe(strongMatch(b, a));
        expect(weakMatch(a, b)).toBe(weakMatch(b, a));
        expect(weakMatch(a, b) || !strongMatch(a, b)).toBe(true);
        expect(weakMatch(a, a)).toBe(isEntityTag(a));
      }),
    );
  });

  it("§4.3.2 rule 128: whatever is read from noise is an entity tag", () => {
    holds(
      fc.property(hostile, (text) => {
        const tags = parseEntityTagList(text);
        expect(tags === "*" || tags.every(isEntityTag)).toBe(true);
      }),
    );
  });
});

describe("vary", () => {
  it("§4.1 rule 43: the names are tokens in lower case, sorted, each once", () => {
    holds(
      fc.property(fc.array(fc.oneof(token, hostile), { maxLength: 5 }), (lines) => {
        const names = varyNames(lines.map((line) => ["vary", line] as const));
        if (names === "*") return;
        expect(names).toEqual([...new Set(names)].sort());
        expect(names.every((name) => isToken(name) && name === name.toLowerCase())).toBe(true);
      }),
    );
  });
});

describe("ranges", () => {
  it("§3.3 rule 137: a range that is satisfied lies within the body", () => {
    const bound = fc.oneof(fc.constant(""), fc.nat(50).map(String));
    holds(
      fc.property(bound, bound, fc.nat(40), (first, last, total) => {
        const range = parseByteRange(`bytes=${first}-${last}`);
        const span = range === undefined ? "unsatisfiable" : resolveRange(range, total);
        if (span === "unsatisfiable") return;
        expect(span.start >= 0 && span.start <= span.end && span.end < total).toBe(true);
        expect(parseContentRange(`bytes ${span.start}-${span.end}/${total}`)).toEqual({ ...span, total });
      }),
    );
  });
});

describe("headers that we write", () => {
  it("§4.4: Cache-Status is one line that a strict parser reads, whatever it is given", () => {
    holds(
      fc.property(hostile, hostile, fc.double(), (name, detail, ttl) => {
        const text = formatCacheStatus({ name, hit: true, ttl, detail });
        expect(isFieldValue(text)).toBe(true);
        expect(parseList([text])).toHaveLength(1);
      }),
    );
  });

  it("RFC 9651 §4.1.6: a String that is written is read again", () => {
    holds(
      fc.property(fc.string(), (text) => {
        const [member] = parseList([serializeString(text) ?? ""]) ?? [];
        expect(member?.kind === "item" && member.bare).toEqual({ type: "string", value: text });
      }),
    );
  });

  it("§3.2 rule 123: a field that was set has that value and no other", () => {
    holds(
      fc.property(fc.array(fc.tuple(token, hostile)), token, hostile, (headers, name, value) => {
        expect(fieldValue(withField(headers, name.toUpperCase(), value), name.toLowerCase())).toBe(
          trimWhitespace(value),
        );
      }),
    );
  });
});
