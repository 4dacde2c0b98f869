import type { HandledResponse } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { chunksOf, handledResponse, MISS, textBytes } from "../test/handled-response.ts";
import { rejection } from "../test/rejection.ts";
import { isNode, MAKERS } from "../test/response-makers.ts";
import { lazyResponse } from "./lazy-response.ts";
import { realResponse } from "./real-response.ts";
import { responseMaker, toResponse } from "./to-response.ts";

describe.each(MAKERS)("a %s response", (_kind, make) => {
  it("is a Response to whoever looks", () => {
    const response = make(handledResponse());
    expect(response).toBeInstanceOf(Response);
    expect(Object.prototype.toString.call(response)).toBe("[object Response]");
    expect(response.constructor).toBe(Response);
  });

  it("says what the answer says", () => {
    const response = make(handledResponse({ status: 203, statusText: "Odd", url: "https://example.org/b" }));
    expect([response.status, response.ok, response.statusText]).toEqual([203, true, "Odd"]);
    expect([response.url, response.redirected]).toEqual(["https://example.org/b", false]);
    expect(response.fromCache).toBe(true);
    expect(response.cache.kind).toBe("hit");
    expect("fromCache" in response && "url" in response).toBe(true);
  });

  it("is redirected where hops were followed", () => {
    const history = [{ url: "https://example.org/", status: 302, headers: [] }];
    expect(make(handledResponse({ history })).redirected).toBe(true);
  });

  it("is redirected where another URL answered and redirects are hidden", () => {
    expect(make(handledResponse(), "https://example.org/a#x").redirected).toBe(false);
    expect(make(handledResponse(), "https://example.org/b").redirected).toBe(true);
  });

  it("has the URL in the form of the standard, without fragment", () => {
    expect(make(handledResponse({ url: "HTTPS://Example.org#x" })).url).toBe("https://example.org/");
  });

  it("takes any status a server may send", () => {
    expect(make(handledResponse({ status: 999 })).status).toBe(999);
    expect(make(handledResponse({ status: 999 })).ok).toBe(false);
    for (const status of [300, 404]) expect(make(handledResponse({ status })).ok).toBe(false);
    expect(make(handledResponse({ status: 299 })).ok).toBe(true);
  });

  it("has the fields, each Set-Cookie for itself", () => {
    const headers: HandledResponse["headers"] = [
      ["Set-Cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["X-A", "1"],
    ];
    const response = make(handledResponse({ headers }));
    // A browser lets no script see it in a response of its own.
    if (isNode || make === lazyResponse) expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("x-a")).toBe("1");
    expect(response.headers).toBe(response.headers);
  });

  it("streams its body", async () => {
    const response = make(handledResponse({ body: chunksOf("a", "b") }));
    const pieces: string[] = [];
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
      pieces.push(new TextDecoder().decode(read.value));
    }
    expect(pieces).toEqual(["a", "b"]);
    expect(response.bodyUsed).toBe(true);
  });

  it("is locked by a reader, and not used before it reads", async () => {
    const response = make(handledResponse());
    const body = response.body;
    expect(response.body).toBe(body);
    body?.getReader();
    expect(response.bodyUsed).toBe(false);
    expect(await rejection(() => response.text())).toBeInstanceOf(TypeError);
    expect(() => response.clone()).toThrow(TypeError);
  });

  it("shows a stream at its end after it was read", async () => {
    const response = make(handledResponse());
    await response.text();
    expect(response.body).toBeInstanceOf(ReadableStream);
    expect(response.bodyUsed).toBe(true);
  });

  it("is what another Response is made of", async () => {
    const response = make(handledResponse({ status: 201, statusText: "Made" }));
    const copy = new Response(response.body, response);
    expect([copy.status, copy.statusText, copy.headers.get("content-type")]).toEqual([
      201,
      "Made",
      "text/plain",
    ]);
    expect(await copy.text()).toBe("hello");
  });

  it.each<[string, () => HandledResponse["body"]]>([
    ["in memory", () => textBytes("hello")],
    ["that arrives", () => chunksOf("hel", "lo")],
  ])("clones with a body %s, and both halves know how they came about", async (_case, body) => {
    const response = make(handledResponse({ body: body(), cache: MISS }));
    const clone = response.clone() as typeof response;
    const second = clone.clone() as typeof response;
    for (const one of [response, clone, second]) {
      expect([one.url, one.status, one.fromCache, one.cache]).toEqual([
        "https://example.org/a",
        200,
        false,
        MISS,
      ]);
      expect(one).toBeInstanceOf(Response);
    }
    expect(await Promise.all([response.text(), clone.text(), second.text()])).toEqual([
      "hello",
      "hello",
      "hello",
    ]);
  });

  it("gives a clone bytes of its own", async () => {
    const response = make(handledResponse());
    const clone = response.clone();
    new Uint8Array(await response.arrayBuffer()).fill(0);
    expect(await clone.text()).toBe("hello");
  });

  it.each<[string, () => HandledResponse["body"]]>([
    ["none", () => null],
    ["in memory", () => textBytes("hello")],
    ["that arrives", () => chunksOf("hel", "lo")],
  ])(
    "a clone with a body %s has fields of its own, whether they were looked at before or not",
    (_case, body) => {
      for (const isLookedAt of [true, false]) {
        const response = make(handledResponse({ body: body(), headers: [["x-a", "stored"]] }));
        if (isLookedAt) response.headers.get("x-a");
        const clone = response.clone();
        clone.headers.set("x-a", "the clone's");
        expect(response.headers.get("x-a")).toBe("stored");
        response.headers.set("x-a", "the first's");
        expect(clone.headers.get("x-a")).toBe("the clone's");
        const second = clone.clone();
        clone.headers.delete("x-a");
        expect(second.headers.get("x-a")).toBe("the clone's");
      }
    },
  );

  it("clones without a body, and the fields as they were changed", async () => {
    const response = make(handledResponse({ body: null }));
    response.headers.set("x-a", "changed");
    expect(response.clone().headers.get("x-a")).toBe("changed");
    expect(response.clone().body).toBeNull();
  });
});

describe("toResponse", () => {
  it("makes lazy responses on request, and by itself only on Node", () => {
    expect(responseMaker(true)).toBe(lazyResponse);
    expect(responseMaker(false)).toBe(realResponse);
    expect(responseMaker("auto")).toBe(isNode ? lazyResponse : realResponse);
    expect(toResponse(handledResponse()).fromCache).toBe(true);
  });

  it("fails loudly where something reaches behind a lazy response", async () => {
    const lazy = lazyResponse(handledResponse());
    expect(await rejection(() => Response.prototype.text.call(lazy))).toBeInstanceOf(TypeError);
  });
});
