import { describe, expect, it } from "vitest";
import { openDigests, PRIVATE, plainDigests, RULES, settingsOf } from "../../test/builders.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import { hostOf, targetUri } from "./target-uri.ts";

function targetOf(url: string, settings: ResolvedSettings = RULES): string {
  return targetUri(url, settings, openDigests).target;
}

describe("target, rules-led", () => {
  it("G-035 KEY-04 KEY-05 eleven spellings of one URL are one target", () => {
    const spellings = [
      "https://site.com/path?a=1&b=2",
      "https://site.com/path?b=2&a=1",
      "HTTPS://site.com/path?a=1&b=2",
      "https://SITE.com/path?a=1&b=2",
      "https://site.com:443/path?a=1&b=2",
      "https://site.com/./path?a=1&b=2",
      "https://site.com/x/../path?b=2&a=1",
      "https://site.com/p%61th?a=1&b=2",
      "https://site.com/path?%61=1&b=2",
      "https://site.com/path?&a=1&&b=2&",
      "https://site.com/path?a=1&b=2#fragment",
    ];
    expect(new Set(spellings.map((url) => targetOf(url)))).toEqual(
      new Set(["https://site.com/path?a=1&b=2"]),
    );
  });

  it.each([
    ["https://a.com", "https://a.com/"],
    ["https://a.com/?", "https://a.com/"],
    ["https://a.com/#x", "https://a.com/"],
    ["http://a.com:80/", "http://a.com/"],
    ["http://a.com:8080/", "http://a.com:8080/"],
    ["https://bücher.de/ä b", "https://xn--bcher-kva.de/%C3%A4%20b"],
    ["https://a.com/%7euser/%2f/%e9", "https://a.com/~user/%2F/%E9"],
    ["https://a.com/a%2Eb", "https://a.com/a.b"],
    ["https://u:p@a.com/x", "https://a.com/x"],
  ])("KEY-04 %s is %s", (url, target) => {
    expect(targetOf(url)).toBe(target);
  });

  it("V3 what means something else is another target", () => {
    const different = [
      "https://a.com/",
      "http://a.com/",
      "https://a.com./",
      "https://a.com//",
      "https://a.com:444/",
      "https://b.com/",
      "https://a.com/x",
      "https://a.com/X",
      "https://a.com/x/",
      "https://a.com/%2F",
      "https://a.com/?q",
      "https://a.com/?q=",
      "https://a.com/?q=1",
      "https://a.com/?q=1&q=2",
      "https://a.com/?q=2&q=1",
      "https://a.com/?q=%26",
      "https://a.com/?q=&",
      "https://a.com/?x=1",
    ];
    const targets = different.map((url) => targetOf(url));
    // The normal form drops empty pairs, so two of them are one.
    expect(new Set(targets).size).toBe(different.length - 1);
    expect(targetOf("https://a.com/?q=&")).toBe(targetOf("https://a.com/?q="));
  });

  it("G-036 key-only parameters have no order, and are not those with a value", () => {
    expect(targetOf("https://a.com/?a&b")).toBe(targetOf("https://a.com/?b&a"));
    expect(targetOf("https://a.com/?a")).not.toBe(targetOf("https://a.com/?a=1"));
    expect(targetOf("https://a.com/?a")).not.toBe(targetOf("https://a.com/?a="));
  });

  it("G-037 of equal names all count, in their order", () => {
    expect(targetOf("https://a.com/?a=1&a=2")).toBe("https://a.com/?a=1&a=2");
    expect(targetOf("https://a.com/?a=2&a=1")).toBe("https://a.com/?a=2&a=1");
  });
});

describe("target, header-led", () => {
  it("§2 rule 38: the query is kept in its order, empty parts and all", () => {
    const queries = ["", "?", "?&", "?a", "?a&", "?&a", "?a=1&b=2", "?b=2&a=1", "?a&&b", "?a&b"];
    const targets = queries.map((query) => targetOf(`https://a.com/${query}`, PRIVATE));
    expect(targets).toEqual(queries.map((query) => `https://a.com/${query}`));
  });

  it.each([
    ["https://a.com/x#", "https://a.com/x"],
    ["https://a.com/x?#", "https://a.com/x?"],
    ["https://a.com/x?#y", "https://a.com/x?"],
    ["https://a.com/x#y?", "https://a.com/x"],
    ["https://a.com/x#?#", "https://a.com/x"],
  ])("§2 rule 37: of %s a fragment is no part: %s", (url, target) => {
    expect(targetOf(url, PRIVATE)).toBe(target);
  });

  it("§4 rule 39: what RFC 9110 §4.2.3 calls equivalent is one target", () => {
    expect(targetOf("HTTP://EXAMPLE.com:80/%7Esmith/home.html?%61=%7e", PRIVATE)).toBe(
      "http://example.com/~smith/home.html?a=~",
    );
    expect(targetOf("https://a.com/?a=%26", PRIVATE)).not.toBe(targetOf("https://a.com/?a=&", PRIVATE));
  });

  it("§4 rule 39: a stray percent sign makes no new escape", () => {
    expect(targetOf("https://a.com/%%37E", PRIVATE)).toBe("https://a.com/%%37E");
    expect(targetOf("https://a.com/%3%37", PRIVATE)).toBe("https://a.com/%3%37");
    expect(targetOf("https://a.com/%25%37E", PRIVATE)).toBe("https://a.com/%257E");
  });
});

describe("what is left out", () => {
  it("KEY-11 G-056 a parameter with a credential is no part of the target, but of the partition", () => {
    const uri = targetUri("https://a.com/?b=2&access_token=x&a=1", RULES, openDigests);
    expect(uri).toEqual({
      target: "https://a.com/?a=1&b=2",
      redactedUrl: "https://a.com/?b=2&access_token=REDACTED&a=1",
      credentials: ["parameter access_token=x"],
    });
    expect(targetUri("https://a.com/?a=1&b=2", RULES, openDigests).credentials).toEqual([]);
  });

  it("KEY-11 an ignored parameter leaves the key altogether", () => {
    const settings = settingsOf({ ignoredParameters: ["Session"] });
    const uri = targetUri("https://a.com/?session=1&a=1", settings, openDigests);
    expect(uri).toEqual({
      target: "https://a.com/?a=1",
      redactedUrl: "https://a.com/?session=REDACTED&a=1",
      credentials: [],
    });
    expect(targetOf("https://a.com/?a=1", settings)).toBe(uri.target);
    expect(targetOf("https://a.com/?session=1", settings)).toBe("https://a.com/");
  });

  it("V1 a parameter that is ignored and partitions still partitions", () => {
    const settings = settingsOf({ ignoredParameters: ["api_key"] });
    expect(targetUri("https://a.com/?api_key=x", settings, openDigests).credentials).toHaveLength(1);
  });

  it("§2 rule 38: leaving out keeps the order of the rest and what stood empty", () => {
    const settings = settingsOf({ cacheControl: true, ignoredParameters: ["s"] });
    expect(targetOf("https://a.com/?b&s=1&a", settings)).toBe("https://a.com/?b&a");
    expect(targetOf("https://a.com/?s=1", settings)).toBe("https://a.com/");
    expect(targetOf("https://a.com/?s=1&", settings)).toBe("https://a.com/?");
  });

  it("§2 rule 37: userinfo is neither in the target nor in the URL that is stored, but partitions", () => {
    const withUser = targetUri("https://u:p@a.com/x", RULES, openDigests);
    expect(withUser).toEqual({
      target: "https://a.com/x",
      redactedUrl: "https://a.com/x",
      credentials: ["userinfo u:p"],
    });
    const settings = settingsOf({ partitionBy: { parameters: ["userinfo u:p"] } });
    expect(targetUri("https://a.com/?userinfo%20u:p", settings, openDigests).credentials).not.toEqual(
      targetUri("https://u:p@a.com/?", settings, openDigests).credentials,
    );
  });

  it("V2 the order of credentials does not count, their number does", () => {
    const credentials = (query: string): readonly string[] =>
      targetUri(`https://a.com/?${query}`, RULES, openDigests).credentials;
    expect(credentials("api_key=1&access_token=2")).toEqual(credentials("access_token=2&api_key=1"));
    expect(credentials("api_key=1")).not.toEqual(credentials("api_key=1&api_key=1"));
  });

  it("G-038 the URL that is stored keeps its spelling, but for fragment and secrets", () => {
    const { redactedUrl } = targetUri("https://a.com/%7eb?x=%2f&&API_KEY=s&c#f", RULES, openDigests);
    expect(redactedUrl).toBe("https://a.com/%7eb?x=%2f&&API_KEY=REDACTED&c");
  });
});

describe("bounds", () => {
  it("F44 what is too long is digested behind the origin, whatever the path was", () => {
    const [one, other] = ["x", "y"].map((end) => `https://a.com/${"p".repeat(64_000)}${end}`);
    const targets = [one, other].map((url) => targetUri(url ?? "", RULES, plainDigests).target);
    expect(new Set(targets).size).toBe(2);
    for (const target of targets) expect(target).toMatch(/^https:\/\/a\.com\/\{sha256:[\w-]{24}\}$/);
  });

  it("F44 no URL can be written that looks like a digested one", () => {
    const target = targetUri(`https://a.com/${"p".repeat(2_000)}`, RULES, plainDigests).target;
    expect(targetOf(target)).not.toBe(target);
  });

  it.each([
    ["a path", "/a".repeat(5_000_000)],
    ["a query", `/?${"a".repeat(5_000_000)}`],
  ])("F44 %s of megabytes is digested like any other", (_what, rest) => {
    const { target } = targetUri(`https://example.com${rest}`, RULES, openDigests);
    expect(target.startsWith("https://example.com/{sha256:")).toBe(true);
  });

  it("F44 1,500 bytes are not too long", () => {
    const url = `https://a.com/${"p".repeat(1_500 - 14)}`;
    expect(targetOf(url)).toBe(url);
    expect(targetOf(`${url}p`)).toContain("{sha256:");
  });

  it.each([[""], ["/x"], ["a.com"], ["https://"], ["https://[::1/"]])("%j is refused", (url) => {
    expect(() => targetOf(url)).toThrow(TypeError);
  });
});

describe("a Host field", () => {
  const target = (url: string, host?: string): string => targetUri(url, RULES, openDigests, host).target;

  it("RFC 9110 §7.2 that names another authority than the URL makes another target", () => {
    const all = [
      target("http://a.com/x?q=1"),
      target("http://a.com/x?q=1", "b.com"),
      target("http://b.com/x?q=1", "a.com"),
      target("http://b.com/x?q=1"),
      target("http://a.com/x?q=1", "a.com:8080"),
      target("http://a.com/x?q=1", "not a host"),
      target("http://a.com/x?q=1", ""),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(all[1]).toBe("http://a.com/{host:b.com}/x?q=1");
    expect(hostOf(all[1] ?? "")).toBe("b.com");
    expect(hostOf(all[0] ?? "")).toBeUndefined();
  });

  it("that says what the URL says changes nothing", () => {
    expect(target("https://a.com/x", "A.com:443")).toBe(target("https://a.com/x"));
    expect(target("http://a.com:8080/", "a.com:8080")).toBe(target("http://a.com:8080/"));
  });

  it("no path looks like it", () => {
    expect(target("http://a.com/{host:b.com}/x")).not.toBe(target("http://a.com/x", "b.com"));
  });
});
