import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { charactersLookedAt } from "../../test/characters-looked-at.ts";
import { holds, hostile } from "../../test/hostile-texts.ts";
import { parseCacheControl } from "./fields/cache-control.ts";
import { formatCacheStatus } from "./fields/cache-status.ts";
import { parseDeltaSeconds } from "./fields/delta-seconds.ts";
import { isEntityTag, parseEntityTagList } from "./fields/entity-tag.ts";
import { listMembers } from "./fields/fields.ts";
import { parseHttpDate } from "./fields/http-date.ts";
import { parseByteRange, parseContentRange } from "./fields/range.ts";
import { parseDictionary, parseList } from "./fields/structured-field.ts";
import { varyNames } from "./fields/vary.ts";

const NOW_MS = Date.UTC(2026, 6, 15, 12, 0, 0);

const parsers: readonly (readonly [string, (text: string) => unknown])[] = [
  ["listMembers", listMembers],
  ["parseCacheControl", (text) => parseCacheControl([text, text])],
  ["parseDeltaSeconds", parseDeltaSeconds],
  ["parseHttpDate", (text) => parseHttpDate(text, NOW_MS)],
  ["parseEntityTagList", parseEntityTagList],
  ["isEntityTag", isEntityTag],
  ["varyNames", (text) => varyNames([["Vary", text]])],
  ["parseByteRange", parseByteRange],
  ["parseContentRange", parseContentRange],
  ["parseDictionary", (text) => parseDictionary([text])],
  ["parseList", (text) => parseList([text])],
  ["formatCacheStatus", (text) => formatCacheStatus({ name: text, detail: text })],
];

const patterns = [
  ",",
  '"',
  "\\",
  "\t",
  '\\"',
  '"\\',
  '",',
  ',"',
  '"a,',
  "a,",
  "a=",
  "(",
  ";a",
  "W/",
  'W/"',
  " ,",
  "\t,x",
  ",x",
];

/** The pattern over and over, to that length, behind and before what opens or closes something. */
function embedded(pattern: string, length: number): readonly string[] {
  const text = pattern.repeat(length / pattern.length);
  const before = ['"', 'max-age="', "a=", "(", ":", "bytes=", " ".repeat(length)];
  return [text, `${text}"`, ...before.map((prefix) => prefix + text)];
}

describe("every parser", () => {
  it.each(parsers)("§4.5 F31: %s is total, and answers the same twice", (_name, parse) => {
    holds(
      fc.property(hostile, (text) => {
        expect(parse(text)).toEqual(parse(text));
      }),
    );
  });

  it.each(parsers)("§4.5 F31: %s takes 100 kB of one pattern", (_name, parse) => {
    for (const pattern of patterns) {
      for (const text of embedded(pattern, 100_000)) expect(() => parse(text)).not.toThrow();
    }
  });

  it.each(parsers)(
    "§4.5 F31: %s looks at twice as many characters in twice the input, not more",
    (_name, parse) => {
      for (const pattern of patterns) {
        const longer = embedded(pattern, 4000);
        for (const [index, text] of embedded(pattern, 2000).entries()) {
          const looks = charactersLookedAt(() => parse(text));
          const looksInLonger = charactersLookedAt(() => parse(longer[index] ?? ""));
          expect(looksInLonger, JSON.stringify(text.slice(0, 20))).toBeLessThanOrEqual(2.2 * looks + 100);
        }
      }
    },
  );
});
