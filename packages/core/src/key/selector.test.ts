import { describe, expect, it } from "vitest";
import {
  openDigests,
  PRIVATE,
  plainDigests,
  RULES,
  requestOf,
  requestWith,
  SHARED,
  settingsOf,
} from "../../test/builders.ts";
import type { HttpRequest } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import { methodOverrides, selectorOf } from "./selector.ts";

function selected(request: HttpRequest, settings: ResolvedSettings = RULES, hasOwnKey = false): string {
  return selectorOf(request, [], hasOwnKey, settings, openDigests);
}

const BYTES = new TextEncoder().encode("{}");

describe("method and profile", () => {
  it("§4 rule 40: GET and HEAD are one group, every other method its own", () => {
    expect(selected(requestOf())).toBe("GET");
    expect(selected(requestOf({ method: "HEAD" }))).toBe("GET");
    expect(selected(requestOf({ method: "POST" }))).toBe("POST");
    expect(selected(requestOf({ method: "QUERY" }))).toBe("QUERY");
  });

  it("F44 what is no short token is digested", () => {
    const odd = selectorOf(requestOf({ method: "A B;C" }), [], false, RULES, plainDigests);
    expect(odd).toMatch(/^method=[\w-]{24}$/);
    const long = selectorOf(requestOf({ method: "X".repeat(65) }), [], false, RULES, plainDigests);
    expect(long).toMatch(/^method=[\w-]{24}$/);
  });

  it("a strict cache has its own selectors, so it never serves what a permissive one stored", () => {
    expect(selected(requestOf(), PRIVATE)).toBe("GET;private");
    expect(selected(requestOf(), SHARED)).toBe("GET;shared");
  });

  it("G-186 PIPE-01 a method that a request stands in for is part of the selector", () => {
    const post = (name: string, value: string): string =>
      selected(requestOf({ method: "POST", headers: [[name, value]] }));
    expect(post("X-HTTP-Method-Override", "get")).toBe("POST;as=GET");
    expect(post("x-http-method", "HEAD")).toBe("POST;as=HEAD");
    expect(post("X-Method-Override", "a b")).toBe("POST;as=<A B>");
    expect(
      methodOverrides([
        ["X-Method-Override", "put"],
        ["X-HTTP-Method", "get"],
      ]),
    ).toEqual(["GET", "PUT"]);
    expect(methodOverrides([["Accept", "GET"]])).toEqual([]);
  });
});

describe("partition", () => {
  it("V1 rule 152: a user's requests are marked, with a digest only", () => {
    const selector = selectorOf(requestOf(), ["authorization Bearer secret"], false, RULES, plainDigests);
    expect(selector).toMatch(/^GET;user=[\w-]{24}$/);
  });
});

describe("body", () => {
  it("G-016 another body is another selector; an empty one is none", () => {
    const post = (body: HttpRequest["body"]): string => selected(requestOf({ method: "POST", body }));
    expect(post(BYTES)).not.toBe(post(Uint8Array.of(1)));
    expect(post(BYTES)).toMatch(/^POST;body=/);
    expect(post(new Uint8Array())).toBe("POST");
    expect(post("streaming")).toBe("POST");
  });

  it("G-016 bytes of another realm count too", () => {
    const foreign = { length: 2, 0: 1, 1: 2 } as unknown as Uint8Array; // the cast: not an instance of this realm's class
    const digests = { text: (text: string) => text, bytes: (bytes: Uint8Array) => String(bytes.length) };
    const request = requestOf({ method: "POST", body: foreign });
    expect(selectorOf(request, [], false, PRIVATE, digests)).toContain(";body=");
  });
});

describe("operation", () => {
  const post = (...headers: readonly (readonly [string, string])[]): HttpRequest =>
    requestOf({ method: "POST", headers, body: BYTES });

  it("two requests with one body whose headers select two operations have two selectors", () => {
    const names = ["X-Amz-Target", "SOAPAction", "Next-Action", "x-ms-documentdb-isquery", "X-Trino-Catalog"];
    const selectors = names.flatMap((name) => [
      selected(post()),
      selected(post([name, "One"])),
      selected(post([name, "one"])),
      selected(post([name, "One"], [name, "one"])),
      selected(requestOf({ method: "PATCH", headers: [[name, "One"]], body: BYTES })),
    ]);
    expect(new Set(selectors).size).toBe(1 + 4 * names.length);
    expect(selected(post(["soapaction", "a"]), PRIVATE)).not.toBe(
      selected(post(["soapaction", "b"]), PRIVATE),
    );
  });

  it("GET and HEAD have none, nor what is ignored, nor what has a key of its own", () => {
    expect(selected(requestWith(["SOAPAction", "a"]))).toBe("GET");
    const ignoring = settingsOf({ ignoredParameters: ["SOAPAction"] });
    expect(selected(post(["SOAPAction", "a"]), ignoring)).toBe(selected(post()));
    expect(selected(post(["SOAPAction", "a"]), RULES, true)).toBe("key");
  });
});

describe("matched headers", () => {
  const all = settingsOf({ matchHeaders: true });

  it("G-060 VARY-01 with true any other field makes another selector", () => {
    const plain = selected(requestWith(["Accept", "a/b"]), all);
    expect(selected(requestWith(["Accept", "a/c"]), all)).not.toBe(plain);
    expect(selected(requestWith(["Accept", "a/b"], ["X-A", ""]), all)).not.toBe(plain);
    expect(selected(requestWith(["Accept", "a/b"]), all)).toBe(plain);
    expect(selected(requestOf(), all)).toBe("GET");
  });

  it("G-061 VARY-03 case, order and space of a list do not count, nor the order of fields", () => {
    const one = requestWith(["Accept", "A/b,  c/d"], ["X-A", "1"]);
    const other = requestWith(["x-a", "1"], ["accept", "c/d, a/B"]);
    expect(selected(one, all)).toBe(selected(other, all));
  });

  it("G-062 VARY-02 with a list only those named count, absent ones contribute nothing", () => {
    const some = settingsOf({ matchHeaders: ["Accept", "X-Absent"] });
    const plain = selected(requestWith(["Accept", "a/b"]), some);
    expect(selected(requestWith(["Accept", "a/c"]), some)).not.toBe(plain);
    expect(selected(requestWith(["Accept", "a/b"], ["X-A", "1"]), some)).toBe(plain);
    expect(selected(requestWith(["X-A", "1"]), some)).toBe("GET");
    expect(selected(requestWith(["X-Absent", ""]), some)).not.toBe("GET");
  });

  it("G-058 VARY-01 ignored fields and those that partition are no part of it", () => {
    const settings = settingsOf({ matchHeaders: true, ignoredParameters: ["X-Request-Id"] });
    expect(selected(requestWith(["X-Request-Id", "1"]), settings)).toBe("GET");
    expect(selected(requestWith(["Authorization", "a"]), settings)).not.toContain("headers=");
  });

  it("VARY-02 where only some cookies partition, Cookie can still be matched", () => {
    const settings = settingsOf({ matchHeaders: ["Cookie"], partitionBy: { cookies: ["sid"] } });
    const dark = selected(requestWith(["Cookie", "sid=1; theme=dark"]), settings);
    expect(selected(requestWith(["Cookie", "theme=dark; sid=1"]), settings)).toBe(dark);
    expect(selected(requestWith(["Cookie", "sid=1; theme=light"]), settings)).not.toBe(dark);
  });

  it("§4.1 rule 47: two fields are not one that looks like both", () => {
    const selectors = [
      requestWith(["A", "b"], ["C", "d"]),
      requestWith(["A", "b1:c1:d"]),
      requestWith(["A", ""], ["B", "c"]),
      requestWith(["A", "b"], ["C", ""]),
      requestWith(["AB", "c"]),
      requestWith(["A", "bc"]),
    ].map((request) => selected(request, all));
    expect(new Set(selectors).size).toBe(selectors.length);
  });
});

describe("a key of one's own", () => {
  it("G-059 V1 replaces method, body and matched headers, never profile and partition", () => {
    const settings = settingsOf({ matchHeaders: true, cacheControl: true });
    const request = requestOf({
      method: "POST",
      body: BYTES,
      headers: [
        ["Accept", "a/b"],
        ["X-HTTP-Method", "GET"],
      ],
    });
    expect(selected(request, settings, true)).toBe("key;private");
    expect(selectorOf(request, ["authorization a"], true, settings, openDigests)).toMatch(
      /^key;private;user=/,
    );
  });
});
