import { describe, expect, it } from "vitest";
import { plainDigests, RULES, requestOf, requestWith, settingsOf, TEST_URL } from "../../test/builders.ts";
import { keyText, lookupOf, ownTarget } from "./lookup-of.ts";

describe("lookupOf", () => {
  it("joins target, selector and the URL that may be written down", () => {
    const request = requestOf({ url: "https://a.com/x?b=1&a=2&api_key=s#f" });
    expect(lookupOf(request, undefined, RULES, plainDigests)).toEqual({
      target: "https://a.com/x?a=2&b=1",
      selector: expect.stringMatching(/^GET;user=[\w-]{24}$/),
      redactedUrl: "https://a.com/x?b=1&a=2&api_key=REDACTED",
      secrets: ["@url parameter api_key=s"],
    });
  });

  it("V1 a user's own URL credential and no credential are two keys", () => {
    const [mine, nobodys] = ["https://u:p@example.com/a", TEST_URL].map((url) =>
      lookupOf(requestOf({ url }), undefined, RULES, plainDigests),
    );
    expect(mine?.target).toBe(nobodys?.target);
    expect(mine?.selector).not.toBe(nobodys?.selector);
  });

  it("the key that a person sees is method and URL", () => {
    expect(keyText(lookupOf(requestOf(), undefined, RULES, plainDigests))).toBe(`GET ${TEST_URL}`);
  });

  it("G-059 a key of one's own stands for the target, and cannot undo the partition", () => {
    const requestKey = lookupOf(requestWith(["Authorization", "a"]), { key: "mine" }, RULES, plainDigests);
    expect(requestKey.target).toBe("mine");
    expect(requestKey.selector).toMatch(/^key;user=/);
    expect(requestKey.redactedUrl).toBe(TEST_URL);
    const other = lookupOf(requestWith(["Authorization", "b"]), { key: "mine" }, RULES, plainDigests);
    expect(other.selector).not.toBe(requestKey.selector);
  });

  it("F44 a selector is at most 600 long, and never has a space", () => {
    const settings = settingsOf({ matchHeaders: true, cacheControl: true });
    const request = requestOf({
      method: "X".repeat(64),
      headers: [
        ["Authorization", "a".repeat(5_000)],
        ["X-HTTP-Method", "Y".repeat(64)],
        ["X A", "b"],
      ],
      body: Uint8Array.of(1),
    });
    const { selector } = lookupOf(request, undefined, settings, plainDigests);
    expect(selector.length).toBeLessThanOrEqual(600);
    expect(selector).not.toContain(" ");
    const long = {
      text: (text: string) => (text.length > 300 ? "short" : "d".repeat(300)),
      bytes: () => "b",
    };
    expect(lookupOf(request, undefined, settings, long).selector).toBe(`${"X".repeat(64)};sha256=short`);
  });

  it("a URL that is not absolute throws", () => {
    expect(() => lookupOf(requestOf({ url: "/x" }), undefined, RULES, plainDigests)).toThrow(TypeError);
  });
});

describe("ownTarget", () => {
  it.each([["a"], ["my key"], ["ключ 鍵"], ["x".repeat(500)], ["../../etc/passwd"], ["con.txt"]])(
    "F44 %j fits every store as it is",
    (key) => {
      expect(ownTarget(key, plainDigests)).toBe(key);
    },
  );

  it.each([[""], ["a\0b"], ["a\nb"], ["\u2028"], ["x".repeat(501)], ["\ud800"], ["\u200b"]])(
    "F44 %j is digested",
    (key) => {
      expect(ownTarget(key, plainDigests)).toMatch(/^\{sha256:[\w-]{24}\}$/);
    },
  );

  it("F44 halves of surrogate pairs are not all one", () => {
    expect(ownTarget("\ud800", plainDigests)).not.toBe(ownTarget("\ud801", plainDigests));
  });
});
