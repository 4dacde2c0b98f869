import type { HttpRequest } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { textBytes } from "../test/handled-response.ts";
import { readChunks } from "./body-chunks.ts";
import { fetchSend } from "./fetch-send.ts";
import type { FetchLike } from "./fetch-types.ts";
import { outgoingRequest } from "./outgoing-request.ts";

const URL_A = "https://example.org/a";
const isNode = !("document" in globalThis);

describe("fetchSend", () => {
  it("asks with method, fields and body, and says what came back", async () => {
    const { fetch, calls } = recordingFetch(
      () => new Response("hi", { status: 201, headers: { "x-a": "1" } }),
    );
    const send = fetchSend(() => fetch);
    const reply = await send(
      { ...get(), method: "POST", headers: [["x-b", "2"]], body: textBytes("b") },
      { why: "miss" },
    );
    expect(calls[0]?.input).toBe(URL_A);
    expect(calls[0]?.init).toMatchObject({ method: "POST", headers: [["x-b", "2"]], body: textBytes("b") });
    expect(reply).toMatchObject({ status: 201, url: URL_A, coding: "decoded" });
    expect(reply.headers).toContainEqual(["x-a", "1"]);
  });

  it("follows no redirect itself where the runtime shows them, and says so where it does not", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    const send = fetchSend(() => fetch);
    await send(get(), { why: "miss" });
    expect(calls[0]?.init?.redirect).toBe(isNode ? "manual" : "follow");
    expect(send.redirects).toBe(isNode ? undefined : "hidden");
  });

  it("passes on what the caller said beyond HTTP, to every hop", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    const init: RequestInit = { credentials: "include", keepalive: true, referrerPolicy: "origin" };
    const unknown = { dispatcher: "own" };
    const send = fetchSend(() => fetch, await outgoingRequest(URL_A, { ...init, ...unknown }));
    await send(get(), { why: "miss" });
    await send({ ...get(), url: "https://example.org/b" }, { why: "miss" });
    for (const call of calls) expect(call.init).toMatchObject({ ...init, ...unknown });
  });

  it("asks with the caller's own Request as long as it is what is asked", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    const request = new Request(URL_A, { credentials: "omit" });
    const send = fetchSend(() => fetch, await outgoingRequest(request));
    await send(get(), { why: "miss" });
    await send({ ...get(), url: "https://example.org/b" }, { why: "miss" });
    expect(calls.map((call) => call.input)).toEqual([request, "https://example.org/b"]);
    expect(calls[1]?.init?.credentials).toBe("omit");
  });

  it("does not send the body of a Request where none is asked for", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    const send = fetchSend(
      () => fetch,
      await outgoingRequest(new Request(URL_A, { method: "POST", body: "b" })),
    );
    await send(get(), { why: "miss" });
    expect(calls[0]?.input).toBe(URL_A);
    expect(calls[0]?.init).not.toHaveProperty("body");
  });

  it("sends a large body of a Request with its length and source", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    const outgoing = await outgoingRequest(
      new Request(URL_A, { method: "PUT", body: new Uint8Array(1_048_577) }),
    );
    await fetchSend(() => fetch, outgoing)({ ...get(), method: "PUT", body: "streaming" }, { why: "bypass" });
    const sent = calls[0]?.input;
    expect(sent instanceof Request && (await sent.arrayBuffer()).byteLength).toBe(1_048_577);
  });

  it("sends a stream once, and fails as fetch does when it is asked for again", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    const body = new ReadableStream();
    const outgoing = await outgoingRequest(URL_A, { method: "POST", body, duplex: "half" } as RequestInit);
    const send = fetchSend(() => fetch, outgoing);
    await send({ ...get(), method: "POST", body: "streaming" }, { why: "bypass" });
    expect(calls[0]?.init).toMatchObject({ body, duplex: "half" });
    await expect(send({ ...get(), body: "streaming" }, { why: "bypass" })).rejects.toBeInstanceOf(TypeError);
  });

  it("gives fetch the engine's signal and never the caller's", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    const own = new AbortController();
    const engine = new AbortController();
    const send = fetchSend(() => fetch, await outgoingRequest(URL_A, { signal: own.signal }));
    await send({ ...get(), signal: own.signal }, { why: "miss", signal: engine.signal });
    await send({ ...get(), signal: own.signal }, { why: "miss" });
    expect(calls.map((call) => call.init?.signal)).toEqual([engine.signal, null]);
  });

  it("makes a platform signal of one that only looks like it", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    const listeners: (() => void)[] = [];
    const signal = {
      aborted: false,
      reason: "enough",
      addEventListener: (_type: "abort", listener: () => void) => void listeners.push(listener),
      removeEventListener: () => undefined,
    };
    await fetchSend(() => fetch)(get(), { why: "miss", signal });
    const given = calls[0]?.init?.signal;
    expect(given).toBeInstanceOf(AbortSignal);
    for (const listener of listeners) listener();
    expect([given?.aborted, given?.reason]).toEqual([true, "enough"]);
  });

  it("hands the mode on, but for the one that forbids the network", async () => {
    const { fetch, calls } = recordingFetch(() => new Response(null));
    await fetchSend(() => fetch, await outgoingRequest(URL_A), "no-store")(get(), { why: "miss" });
    await fetchSend(() => fetch, await outgoingRequest(URL_A), "only-if-cached")(get(), { why: "miss" });
    expect(calls.map((call) => call.init?.cache)).toEqual(["no-store", undefined]);
  });

  it.each([
    ["of a known length", { "content-length": "5" }],
    ["of unknown length", {}],
    ["that is declared long", { "content-length": "65537" }],
    ["with a length that is none", { "content-length": "few" }],
    ["with a content coding", { "content-length": "30", "content-encoding": "gzip" }],
  ])("settles with the fields, and hands on a body %s as it arrives", async (_case, headers) => {
    let sent: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        sent = controller;
      },
    });
    const reply = await replyTo(() => new Response(stream, { headers }));
    if (reply.body === null || reply.body instanceof Uint8Array) throw new Error("chunks were expected");
    sent?.enqueue(textBytes("hel"));
    sent?.enqueue(textBytes("lo"));
    sent?.close();
    expect(await readChunks(reply.body)).toEqual(textBytes("hello"));
  });

  it("has no body where the response has none", async () => {
    expect((await replyTo(() => new Response(null, { status: 204 }))).body).toBeNull();
  });

  it("passes on what fetch fails with", async () => {
    const failure = new TypeError("fetch failed");
    const send = fetchSend(() => () => Promise.reject(failure));
    await expect(send(get(), { why: "miss" })).rejects.toBe(failure);
    const throwing = fetchSend(() => () => {
      throw failure;
    });
    await expect(throwing(get(), { why: "miss" })).rejects.toBe(failure);
  });
});

function get(): HttpRequest {
  return { method: "GET", url: URL_A, headers: [] };
}

function replyTo(answer: () => Response): ReturnType<ReturnType<typeof fetchSend>> {
  return fetchSend(() => recordingFetch(answer).fetch)(get(), { why: "miss" });
}

interface FetchCall {
  readonly input: string | URL | Request;
  readonly init: RequestInit | undefined;
}

function recordingFetch(answer: () => Response): { fetch: FetchLike; calls: FetchCall[] } {
  const calls: FetchCall[] = [];
  return {
    calls,
    fetch: async (input, init) => {
      calls.push({ input, init });
      return answer();
    },
  };
}
