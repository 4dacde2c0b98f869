import { describe, expect, it } from "vitest";
import { openDigests, PRIVATE, plainDigests, RULES, settingsOf } from "../../test/builders.ts";
import type { HeaderList } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import { NO_VARIANT, sameFields, variantOf, variedFields } from "./variant.ts";

function varied(
  headers: HeaderList,
  names: readonly string[],
  settings: ResolvedSettings = RULES,
): HeaderList {
  return variedFields(headers, names, settings, openDigests);
}

/** Whether two values of a field select the same stored answer. */
function match(name: string, a: string, b: string, settings: ResolvedSettings = RULES): boolean {
  return sameFields(
    varied([[name, a]], [name.toLowerCase()], settings),
    varied([[name, b]], [name.toLowerCase()], settings),
  );
}

describe("variedFields", () => {
  it("§4.1 rule 41: a field that is absent has no line, one that is empty has", () => {
    expect(varied([["Accept", ""]], ["accept", "x-a"])).toEqual([["accept", ""]]);
    expect(sameFields(varied([], ["accept"]), varied([["Accept", ""]], ["accept"]))).toBe(false);
    expect(sameFields(varied([], ["accept"]), varied([], ["accept"]))).toBe(true);
  });

  it("§4.1 rule 48: fields that are not named do not count", () => {
    expect(
      varied(
        [
          ["Accept", "a/b"],
          ["X-A", "1"],
        ],
        ["accept"],
      ),
    ).toEqual([["accept", "a/b"]]);
  });

  it("§4.1 rule 44: own names only, even of an object's machinery", () => {
    expect(varied([], ["constructor", "__proto__"])).toEqual([]);
    expect(varied([["constructor", "x"]], ["__proto__", "constructor"])).toEqual([["constructor", "x"]]);
  });

  it("§4.1 rule 46: several lines are one list", () => {
    const lines: HeaderList = [
      ["X-A", "1"],
      ["x-a", "2"],
    ];
    expect(varied(lines, ["x-a"], PRIVATE)).toEqual(varied([["X-A", "1,2"]], ["x-a"], PRIVATE));
  });

  it("§4.1 rule 54: Cookie, Authorization, partitioning and ignored fields are kept as digests", () => {
    const settings = settingsOf({ ignoredParameters: ["X-Ignored"], partitionBy: { headers: ["X-Tenant"] } });
    const headers = ["Cookie", "Authorization", "X-Tenant", "X-Ignored"].map(
      (name) => [name, "secret"] as const,
    );
    const names = headers.map(([name]) => name.toLowerCase());
    for (const [, value] of variedFields(headers, names, settings, plainDigests)) {
      expect(value).toMatch(/^digest [\w-]{24}$/);
    }
  });

  it("V1 VARY-08 G-066 a field with a credential compares like any other, instead of always missing", () => {
    const settings = settingsOf({ partitionBy: "nothing" });
    expect(match("Authorization", "Bearer a", "Bearer a", settings)).toBe(true);
    expect(match("Authorization", "Bearer a", "Bearer A", settings)).toBe(false);
    expect(match("Authorization", 'Digest username="A", x=1', 'Digest username="a", x=1', settings)).toBe(
      false,
    );
  });
});

describe("values, header-led", () => {
  it.each<[string, string, string, boolean]>([
    ["Accept-Encoding", "gzip, br", "br,gzip", true],
    ["Accept-Encoding", "GZIP", "gzip", true],
    ["Accept-Encoding", "gzip;q=0", "gzip", false],
    ["Accept-Language", "de, EN", "DE,en", true],
    ["Accept-Language", "de, en", "en, de", false],
    ["Accept", "Text/HTML", "text/html", true],
    ["Accept", "a/b, c/d", "c/d, a/b", false],
    ["X-A", "1,  2", "1, 2", true],
    ["X-A", "a", "A", false],
    ["X-A", "a, b", "b, a", false],
    ["X-A", "a, b", "A, b", false],
    ["X-A", "ab", "a b", false],
    ["Cookie", "a=1; b=2", "b=2; a=1", true],
    ["Cookie", "a=1; b=2", "a=1", false],
  ])("§4.1 rule 46: %s: %s and %s: %s", (name, a, b, same) => {
    expect(match(name, a, b, PRIVATE)).toBe(same);
  });
});

describe("values, rules-led", () => {
  it.each<[string, string, string, boolean]>([
    ["X-A", "a, B", "b,A", true],
    ["X-A", "a", "A", false],
    ["X-A", "a, b", "a, b, b", false],
    ["X-A", "a, b", "a b", false],
    ["Accept", "a/b, c/d", "c/d, A/b", true],
    ["Cookie", "a=1; b=2", "b=2;a=1", true],
    ["Cookie", "a=1; b=2", "a=1; b=3", false],
    ["Cookie", "a=A", "a=a", false],
  ])("G-073 G-074 G-075 VARY-03 VARY-07 %s: %s and %s: %s", (name, a, b, same) => {
    expect(match(name, a, b, RULES)).toBe(same);
  });
});

describe("sameFields", () => {
  it("G-071 G-072 G-076 of several names each must match", () => {
    const names = ["accept", "cookie"];
    const stored = varied(
      [
        ["Accept", "a/b"],
        ["Cookie", "c=1"],
      ],
      names,
    );
    expect(
      sameFields(
        stored,
        varied(
          [
            ["Cookie", "c=1"],
            ["Accept", "a/b"],
          ],
          names,
        ),
      ),
    ).toBe(true);
    expect(
      sameFields(
        stored,
        varied(
          [
            ["Accept", "a/c"],
            ["Cookie", "c=1"],
          ],
          names,
        ),
      ),
    ).toBe(false);
    expect(sameFields(stored, varied([["Accept", "a/b"]], names))).toBe(false);
    expect(sameFields(stored, varied([], names))).toBe(false);
  });
});

describe("variantOf", () => {
  const nameOf = (names: readonly string[], headers: HeaderList, method = "GET"): string =>
    variantOf(names, varied(headers, names), method, openDigests);

  it("an answer that does not vary has the one variant", () => {
    expect(nameOf([], [["Accept", "a/b"]])).toBe(NO_VARIANT);
  });

  it("§4 rule 40: what a HEAD brought is a variant of its own", () => {
    expect(nameOf([], [], "HEAD")).toBe("head:-");
    expect(nameOf(["accept"], [], "HEAD")).toBe(`head:${nameOf(["accept"], [])}`);
  });

  it("§4.1 rule 47: names and values are told apart", () => {
    const variants = [
      nameOf(["a"], []),
      nameOf(["a"], [["a", ""]]),
      nameOf(["a", "b"], []),
      nameOf(["a", "b"], [["a", "bc"]]),
      nameOf(["a", "b"], [["b", "bc"]]),
      nameOf(
        ["a", "b"],
        [
          ["a", "b"],
          ["b", "c"],
        ],
      ),
      nameOf(["a", "b"], [["a", "b1:b1:c"]]),
      nameOf(["a,b"], [["a,b", "c"]]),
    ];
    expect(new Set(variants).size).toBe(variants.length);
    expect(variants).not.toContain(NO_VARIANT);
  });
});
