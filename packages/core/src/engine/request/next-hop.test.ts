import { describe, expect, it } from "vitest";
import { RULES, requestOf } from "../../../test/builders.ts";
import type { HttpRequest } from "../../http/messages.ts";
import type { HandledResponse } from "../../policy/outcome.ts";
import { plainOutcome } from "../answer/outcome.ts";
import { redirectTarget } from "./next-hop.ts";

function answer(status: number, location?: string): HandledResponse {
  return {
    status,
    url: "https://example.com/a",
    headers: location === undefined ? [] : [["Location", location]],
    body: null,
    coding: "decoded",
    cache: plainOutcome("bypass", "method", 1),
  };
}

const targetOf = (
  location: string | undefined,
  status = 302,
  changes: Partial<HttpRequest> = {},
): string | undefined =>
  redirectTarget(
    { resolve: () => RULES },
    requestOf({ url: "https://example.com/dir/a?q=1", ...changes }),
    answer(status, location),
  );

/** A text as it stands in a field: a character for each of its bytes. */
function utf8Bytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

describe("redirectTarget", () => {
  it.each([
    ["/b", "https://example.com/b"],
    ["b?x", "https://example.com/dir/b?x"],
    ["?x", "https://example.com/dir/a?x"],
    ["//other.test/b", "https://other.test/b"],
    ["http://other.test", "http://other.test/"],
    ["", "https://example.com/dir/a?q=1"],
    [utf8Bytes("/é?ü=成"), "https://example.com/%C3%A9?%C3%BC=%E6%88%90"],
    [utf8Bytes("http://bücher.test/"), "http://xn--bcher-kva.test/"],
    ["/\xe9", "https://example.com/%EF%BF%BD"],
    ["/成", "https://example.com/%E6%88%90"],
  ])("resolves %j to %s", (location, target) => {
    expect(targetOf(location)).toBe(target);
  });

  it.each([301, 302, 303, 307, 308])("%i is followed", (status) => {
    expect(targetOf("/b", status)).toBe("https://example.com/b");
  });

  it.each([200, 201, 300, 304, 305, 306, 404])("%i is not", (status) => {
    expect(targetOf("/b", status)).toBeUndefined();
  });

  it("nor is one without Location, nor any with redirect: 'manual'", () => {
    expect([targetOf(undefined), targetOf("/b", 302, { redirect: "manual" })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("with redirect: 'error' each is an error, though it leads nowhere", () => {
    for (const location of ["/b", undefined])
      expect(() => targetOf(location, 302, { redirect: "error" })).toThrow(TypeError);
    expect(targetOf("/b", 200, { redirect: "error" })).toBeUndefined();
  });

  it("the request's fragment goes along, unless the target has one", () => {
    const url = "https://example.com/a#here";
    expect([targetOf("/b", 302, { url }), targetOf("/b#there", 302, { url })]).toEqual([
      "https://example.com/b#here",
      "https://example.com/b#there",
    ]);
  });
});
