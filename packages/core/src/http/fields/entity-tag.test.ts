import { describe, expect, it } from "vitest";
import { isEntityTag, isStrongTag, parseEntityTagList, strongMatch, weakMatch } from "./entity-tag.ts";

describe("isEntityTag", () => {
  it.each(['""', '"a"', 'W/""', 'W/"a"', '"a,b"', '"a\\"', '"!#~"', '"\u0080\u00ff"', '"W/"'])(
    "RFC 9110 §8.8.3: %j is an entity tag",
    (text) => {
      expect(isEntityTag(text)).toBe(true);
    },
  );

  it.each([
    "",
    "W/",
    '"',
    'W/"',
    "a",
    "'a'",
    'w/"a"',
    'W"a"',
    '"a',
    'a"',
    '"a"b"',
    '"a" ',
    ' "a"',
    '"a b"',
    '"\t"',
    '"\u007f"',
    '"\0"',
    "*",
  ])("RFC 9110 §8.8.3: %j is none", (text) => {
    expect(isEntityTag(text)).toBe(false);
    expect(isStrongTag(text)).toBe(false);
  });

  it("RFC 9110 §8.8.3: a tag is strong without W/", () => {
    expect(isStrongTag('"a"')).toBe(true);
    expect(isStrongTag('W/"a"')).toBe(false);
  });
});

describe("comparison", () => {
  it.each([
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', 'W/"1"', false, true],
    ['"1"', '"1"', true, true],
    ['"1"', '"2"', false, false],
    ['"a"', '"A"', false, false],
  ])("RFC 9110 §8.8.3.2: %s and %s match strongly: %s, weakly: %s", (a, b, strong, weak) => {
    expect(strongMatch(a, b)).toBe(strong);
    expect(weakMatch(a, b)).toBe(weak);
  });

  it.each(["", "a", "*", '"a', "W/"])(
    "RFC 9110 §8.8.3.2: %j is no tag and does not even match itself",
    (text) => {
      expect(strongMatch(text, text)).toBe(false);
      expect(weakMatch(text, text)).toBe(false);
    },
  );
});

describe("parseEntityTagList", () => {
  it.each(["*", " *\t"])("§4.3.2 rule 128: %j stands for any", (value) => {
    expect(parseEntityTagList(value)).toBe("*");
  });

  it.each([
    ["", []],
    [" ,\t, ", []],
    ['"a"', ['"a"']],
    ['"a", W/"b" ,"c"', ['"a"', 'W/"b"', '"c"']],
    [', "a",,', ['"a"']],
    ['"a,b", "c"', ['"a,b"', '"c"']],
    ['"a\\", "b"', ['"a\\"', '"b"']],
    ['"", W/""', ['""', 'W/""']],
  ])("§4.3.2 rule 128: %j is the list %j", (value, tags) => {
    expect(parseEntityTagList(value)).toEqual(tags);
  });

  it.each([
    ['a, "b"', ['"b"']],
    ['"a" "b", "c"', ['"c"']],
    ['"a b", "c"', ['"c"']],
    ['"a, "b"', ['"b"']],
    ['"a,"b"', []],
    ['"a, b, "c", "d"', ['"c"', '"d"']],
    ['w/"a", "b"', ['"b"']],
    ['W/ "a", "b"', ['"b"']],
    ['*, "a"', ['"a"']],
    ['"a", *', ['"a"']],
    ['"a"x, "b"', ['"b"']],
    ['"', []],
  ])("§4.3.2 rule 128: what is no tag in %j matches nothing, and the rest is read", (value, tags) => {
    expect(parseEntityTagList(value)).toEqual(tags);
  });
});
