import { describe, expect, it } from "vitest";
import { groupKey, groupPrefix, targetKey } from "./key-value-keys.ts";

const LOOKUPS = [
  { target: "https://example.com/", selector: "GET" },
  { target: "https://example.com/|GET", selector: "GET" },
  { target: "https://example.com/", selector: "GET|GET" },
  { target: "https://example.com/a b", selector: "GET" },
  { target: "https://example.com/a%20b", selector: "GET" },
  { target: "https://example.com/a%2520b", selector: "GET" },
  { target: "https://example.com/日本", selector: "GET" },
  { target: "https://example.com/\n", selector: "GET" },
  { target: "#x", selector: "GET" },
  { target: `https://example.com/${"x".repeat(1_480)}`, selector: "GET" },
  { target: `https://example.com/${"x".repeat(1_479)}y`, selector: "GET" },
  { target: "https://example.com/", selector: `GET.${"x".repeat(896)}` },
  { target: `https://example.com/${"日".repeat(480)}`, selector: `GET.${"%".repeat(896)}` },
];

describe("keys", () => {
  it("are printable and at most 512 bytes", () => {
    for (const at of LOOKUPS) {
      for (const key of [groupKey(at), targetKey(at.target)]) {
        expect(key).toMatch(/^rcache:[\x21-\x7e]{2,505}$/);
      }
    }
  });

  it("differ for every target and selector", () => {
    expect(new Set(LOOKUPS.map(groupKey)).size).toBe(LOOKUPS.length);
  });

  it("begin with their target's prefix, and with no other's", () => {
    const targets = [...new Set(LOOKUPS.map(({ target }) => target))];
    for (const at of LOOKUPS) {
      const owners = targets.filter((target) => groupKey(at).startsWith(groupPrefix(target)));
      expect(owners).toEqual([at.target]);
    }
  });

  it("leave an ordinary URL readable", () => {
    const at = { target: "https://example.com/a?b=1", selector: "GET" };
    expect(groupKey(at)).toBe("rcache:r:https://example.com/a?b=1|GET");
    expect(targetKey(at.target)).toBe("rcache:t:https://example.com/a?b=1");
  });
});
