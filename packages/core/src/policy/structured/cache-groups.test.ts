import { describe, expect, it } from "vitest";
import { PRIVATE, RULES, requestOf, SHARED } from "../../../test/builders.ts";
import { groupTags, invalidatedGroups } from "./cache-groups.ts";

const URL_A = "https://a.com:8443/x";

function tagged(...lines: readonly string[]): readonly string[] {
  return groupTags(
    lines.map((line) => ["Cache-Groups", line] as const),
    URL_A,
    PRIVATE,
  );
}

describe("groupTags", () => {
  it("RFC 9875 §2 rule 165: each group is a tag of its origin", () => {
    expect(tagged('"a", "B b"')).toEqual([
      "cache-group https://a.com:8443 a",
      "cache-group https://a.com:8443 B b",
    ]);
    expect(tagged('"a"', '"a;x"')).toHaveLength(2);
    expect(tagged('"a";x=1')).toEqual(tagged('"a"'));
  });

  it("RFC 9875 §2 rule 165: case and origin tell groups apart", () => {
    expect(tagged('"a"')).not.toEqual(tagged('"A"'));
    const headers = [["cache-groups", '"a"']] as const;
    expect(groupTags(headers, "https://a.com/x", PRIVATE)).not.toEqual(tagged('"a"'));
  });

  it.each([["a"], ['"a", b'], ['"a", 1'], ['("a")'], ['"a'], ["é"], ['"a",'], [""]])(
    "RFC 9875 §2 rule 165: %j is invalid, and names no group",
    (line) => {
      expect(tagged(line)).toEqual([]);
    },
  );

  it("RFC 9875 §2 rule 165: 32 groups of 32 characters fit, and there is a bound", () => {
    const list = (count: number): string =>
      Array.from({ length: count }, (_, i) => `"${String(i).padStart(32, "g")}"`).join(", ");
    expect(tagged(list(32))).toHaveLength(32);
    expect(tagged(list(1_000))).toHaveLength(64);
  });

  it("RFC 9875 rules-led, the origin is not asked", () => {
    const headers = [["Cache-Groups", '"a"']] as const;
    expect(groupTags(headers, URL_A, RULES)).toEqual([]);
    expect(groupTags(headers, URL_A, SHARED)).toEqual(tagged('"a"'));
  });
});

describe("invalidatedGroups", () => {
  const headers = [["Cache-Group-Invalidation", '"a", "b"']] as const;

  it("RFC 9875 §3: those of its own origin that an unsafe request's answer names", () => {
    expect(invalidatedGroups(requestOf({ method: "POST", url: URL_A }), headers)).toEqual(tagged('"a", "b"'));
    expect(invalidatedGroups(requestOf({ method: "POST", url: URL_A }), [])).toEqual([]);
  });

  it.each(["GET", "HEAD", "OPTIONS", "QUERY"])(
    "RFC 9875 §3 rule 167 F40: after a %s it is ignored",
    (method) => {
      expect(invalidatedGroups(requestOf({ method, url: URL_A }), headers)).toEqual([]);
    },
  );
});
