import type { Bytes, HandledResponse } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { chunksOf, handledResponse, textBytes } from "../test/handled-response.ts";
import { rejection } from "../test/rejection.ts";
import { isNode, MAKERS } from "../test/response-makers.ts";
import { lazyResponse } from "./lazy-response.ts";

describe.each(MAKERS)("the body of a %s response", (_kind, make) => {
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
    const own = await rejection(() => new Response("{").json());
    const failed = await rejection(() => make(handledResponse({ body: textBytes("{") })).json());
    expect(failed).toBeInstanceOf(SyntaxError);
    if (isNode) expect(failed).toEqual(own);
  });

  it.each(bodyReaders())("cannot be read twice with %s, and says bodyUsed", async (_name, read) => {
    const response = make(handledResponse({ body: textBytes("1") }));
    expect(response.bodyUsed).toBe(false);
    await read(response);
    expect(response.bodyUsed).toBe(true);
    expect(await rejection(() => read(response))).toBeInstanceOf(TypeError);
    expect(await rejection(() => response.text())).toBeInstanceOf(TypeError);
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

  it("asks an answer for its text rather than for its body, unless that has a coding to undo", async () => {
    const text = (): string => '"text"';
    const body = textBytes('"body"');
    const given = make === lazyResponse ? "text" : "body";
    expect(await make({ ...handledResponse({ body }), text }).json()).toBe(given);
    const response = make({ ...handledResponse({ body }), text });
    expect([await response.text(), response.bodyUsed]).toEqual([`"${given}"`, true]);
    expect(await rejection(() => response.json())).toBeInstanceOf(TypeError);
    const headers: HandledResponse["headers"] = [["content-encoding", "gzip"]];
    const coded = handledResponse({ headers, body: await gzipped("plain"), coding: "wire" });
    expect(await make({ ...coded, text }).text()).toBe("plain");
    expect(await make({ ...handledResponse({ status: 204, body }), text }).text()).toBe("");
  });

  it("fails with the body's error", async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield textBytes("a");
      throw new TypeError("terminated");
    };
    expect(await rejection(() => make(handledResponse({ body: failing() })).text())).toEqual(
      new TypeError("terminated"),
    );
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

async function gzipped(text: string): Promise<Bytes> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).bytes();
}
