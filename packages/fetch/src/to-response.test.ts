import type { Bytes, HandledResponse } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { chunksOf, handledResponse, MISS, textBytes } from "../test/handled-response.ts";
import { lazyResponse } from "./lazy-response.ts";
import { realResponse } from "./real-response.ts";
import { type ResponseMaker, responseMaker, toResponse } from "./to-response.ts";

const MAKERS: readonly (readonly [string, ResponseMaker])[] = [
  ["lazy", lazyResponse],
  ["real", realResponse],
];

const isNode = !("document" in globalThis);

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
    expect(make(handledResponse(), undefined, "https://example.org/a#x").redirected).toBe(false);
    expect(make(handledResponse(), undefined, "https://example.org/b").redirected).toBe(true);
  });

  it("has the URL in the form of the standard, without fragment", () => {
    expect(make(handledResponse({ url: "HTTPS://Example.org#x" })).url).toBe("https://example.org/");
  });

  it("takes any status a server may send", () => {
    expect(make(handledResponse({ status: 999 })).status).toBe(999);
    expect(make(handledResponse({ status: 999 })).ok).toBe(false);
    expect(make(handledResponse({ status: 404 })).ok).toBe(false);
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

  it.each(bodyReaders())("reads with %s, from memory and from chunks", async (_name, read, expected) => {
    const json = '{"a":1}';
    expect(await read(make(handledResponse({ body: textBytes(json) })))).toEqual(expected);
    expect(await read(make(handledResponse({ body: chunksOf('{"a"', ":1}") })))).toEqual(expected);
  });

  it("reads a form", async () => {
    const headers: HandledResponse["headers"] = [["content-type", "application/x-www-form-urlencoded"]];
    const form = await make(handledResponse({ headers, body: textBytes("a=1") })).formData();
    expect(form.get("a")).toBe("1");
  });

  it("gives a Blob the type of the answer", async () => {
    const headers: HandledResponse["headers"] = [["content-type", "image/x"]];
    expect((await make(handledResponse({ headers })).blob()).type).toBe("image/x");
  });

  it("strips a byte order mark from text, as fetch does", async () => {
    expect(await make(handledResponse({ body: textBytes("\ufeffhi") })).text()).toBe("hi");
    expect(await make(handledResponse({ body: textBytes("\ufeff1") })).json()).toBe(1);
  });

  it("fails on bad JSON as the platform does", async () => {
    const own = await rejection(new Response("{").json());
    const failed = await rejection(make(handledResponse({ body: textBytes("{") })).json());
    expect(failed).toBeInstanceOf(SyntaxError);
    if (isNode) expect(failed).toEqual(own);
  });

  it.each(bodyReaders())("cannot be read twice with %s, and says bodyUsed", async (_name, read) => {
    const response = make(handledResponse({ body: textBytes("1") }));
    expect(response.bodyUsed).toBe(false);
    await read(response);
    expect(response.bodyUsed).toBe(true);
    expect(await rejection(read(response))).toBeInstanceOf(TypeError);
    expect(await rejection(response.text())).toBeInstanceOf(TypeError);
    expect(() => response.clone()).toThrow(TypeError);
  });

  it("cannot be read twice at the same time", async () => {
    const response = make(handledResponse({ body: chunksOf("a", "b") }));
    const [first, second] = await Promise.allSettled([response.text(), response.text()]);
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
  });

  it("can be read again and again where there is no body", async () => {
    const response = make(handledResponse({ body: null }));
    expect([await response.text(), await response.text(), response.bodyUsed]).toEqual(["", "", false]);
    expect(response.body).toBeNull();
  });

  it.each([204, 205, 304])("has no body with status %i, whatever was stored", async (status) => {
    const response = make(handledResponse({ status, body: textBytes("x") }));
    expect([response.status, response.body, await response.text()]).toEqual([status, null, ""]);
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
    expect(await rejection(response.text())).toBeInstanceOf(TypeError);
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

  it("clones without a body, and the fields as they were changed", async () => {
    const response = make(handledResponse({ body: null }));
    response.headers.set("x-a", "changed");
    expect(response.clone().headers.get("x-a")).toBe("changed");
    expect(response.clone().body).toBeNull();
  });

  it("gives back exactly the body's bytes, not the buffer around them", async () => {
    const body = textBytes("--hello--").subarray(2, 7);
    expect((await make(handledResponse({ body })).arrayBuffer()).byteLength).toBe(5);
    const bytes = await make(handledResponse({ body })).bytes();
    expect([bytes.constructor, bytes.buffer.byteLength]).toEqual([Uint8Array, 5]);
  });

  it("keeps every byte value", async () => {
    const body = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(await make(handledResponse({ body: body.slice() })).bytes()).toEqual(body);
  });

  it("asks for the answer's body once, and only when it is read", async () => {
    let asked = 0;
    const answer: HandledResponse = {
      ...handledResponse(),
      get body(): Bytes {
        asked += 1;
        return textBytes("hello");
      },
    };
    const response = make(answer);
    if (make === lazyResponse)
      expect([response.status, response.headers.get("content-type"), asked]).toEqual([200, "text/plain", 0]);
    await response.clone().text();
    await response.text();
    expect(asked).toBe(1);
  });

  it("fails with the body's error", async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield textBytes("a");
      throw new TypeError("terminated");
    };
    expect(await rejection(make(handledResponse({ body: failing() })).text())).toEqual(
      new TypeError("terminated"),
    );
  });

  it("ends with the signal's reason while its body arrives", async () => {
    const controller = new AbortController();
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      yield textBytes("a");
      await new Promise(() => undefined);
    };
    const response = make(handledResponse({ body: endless() }), controller.signal);
    const read = rejection(response.text());
    controller.abort(new Error("enough"));
    expect(await read).toEqual(new Error("enough"));
  });

  it("undoes the content coding of what another client stored as it was on the wire", async () => {
    const body = await gzipped("plain text");
    const headers: HandledResponse["headers"] = [["content-encoding", "gzip"]];
    const response = make(handledResponse({ headers, body, coding: "wire" }));
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(await response.text()).toBe("plain text");
  });

  it("§F29: leaves alone what fetch has decoded, although the fields still name the coding", async () => {
    const headers: HandledResponse["headers"] = [
      ["content-encoding", "gzip"],
      ["content-length", "3"],
    ];
    const response = make(handledResponse({ headers }));
    expect(await response.clone().text()).toBe("hello");
    expect(response.headers.get("content-length")).toBe("3");
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
    expect(await rejection((async () => Response.prototype.text.call(lazy))())).toBeInstanceOf(TypeError);
  });
});

type BodyReader = (response: Response) => Promise<unknown>;

function bodyReaders(): readonly (readonly [string, BodyReader, unknown])[] {
  return [
    ["text", (response) => response.text(), '{"a":1}'],
    ["json", (response) => response.json(), { a: 1 }],
    ["bytes", (response) => response.bytes(), textBytes('{"a":1}')],
    ["arrayBuffer", async (response) => new Uint8Array(await response.arrayBuffer()), textBytes('{"a":1}')],
    ["blob", async (response) => (await response.blob()).text(), '{"a":1}'],
  ];
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

async function gzipped(text: string): Promise<Bytes> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).bytes();
}
