import { memoryBackend } from "@rcache/backend-memory";
import { describe, expect, it } from "vitest";
import { createCachedFetch } from "../src/index.ts";
import { type EchoOrigin, echoOrigin } from "./echo-origin.ts";

const TOTAL = 3_000_000;

describe("what is sent", () => {
  it.each<[string, (url: string) => [string | Request, RequestInit?]]>([
    ["text", (url) => [url, { method: "POST", body: "ü" }]],
    ["URLSearchParams", (url) => [url, { method: "POST", body: new URLSearchParams({ a: "1 2" }) }]],
    ["bytes", (url) => [url, { method: "PUT", body: new Uint8Array([0, 255]) }]],
    ["a Blob", (url) => [url, { method: "POST", body: new Blob(["b"], { type: "image/x" }) }]],
    ["a large Blob", (url) => [url, { method: "POST", body: new Blob([new Uint8Array(TOTAL)]) }]],
    ["a Request", (url) => [new Request(url, { method: "POST", body: "r", headers: { "x-a": "1" } })]],
    [
      "a Request with a large body",
      (url) => [new Request(url, { method: "POST", body: new Uint8Array(TOTAL) })],
    ],
    [
      "a Request and an init",
      (url) => [new Request(url, { method: "POST", body: "r" }), { headers: { "x-a": "1" } }],
    ],
    ["headers", (url) => [url, { headers: { Accept: "text/plain", "X-A": "1" } }]],
    ["a method of its own", (url) => [url, { method: "PURGE" }]],
  ])("is the same as without a cache: %s", async (_case, call) => {
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const ours = await sent((origin) => fetch(...call(`${origin.url}/a`)));
    const native = await sent((origin) => globalThis.fetch(...call(`${origin.url}/a`)));
    expect(ours).toEqual(native);
  });

  it("is a form that a server can read, the same each time", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend(), allowableMethods: ["POST"] });
    const upload = (): Promise<{ readonly fromCache: boolean }> => {
      const body = new FormData();
      body.set("text", "ü");
      body.set("file", new Blob([new Uint8Array([0, 255])]), "a.bin");
      return fetch(`${origin.url}/form`, { method: "POST", body });
    };
    expect([(await upload()).fromCache, (await upload()).fromCache]).toEqual([false, true]);
    const request = origin.requests[0];
    const type = String(request?.headers["content-type"]);
    const form = await new Response(new Uint8Array(request?.body ?? []), {
      headers: { "content-type": type },
    }).formData();
    expect(form.get("text")).toBe("ü");
  });

  it("is a large form that a server can read", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const body = new FormData();
    body.set("file", new Blob([new Uint8Array(TOTAL)]), "a.bin");
    await fetch(`${origin.url}/form`, { method: "POST", body });
    const request = origin.requests[0];
    const headers = { "content-type": String(request?.headers["content-type"]) };
    const form = await new Response(new Uint8Array(request?.body ?? []), { headers }).formData();
    const file = form.get("file");
    expect(file instanceof File && file.size).toBe(TOTAL);
  });

  it("is a stream as it comes", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const init = { method: "POST", body: new Blob(["streamed"]).stream(), duplex: "half" };
    const response = await fetch(`${origin.url}/a`, init);
    expect([response.cache.kind, origin.requests[0]?.body.toString()]).toEqual(["bypass", "streamed"]);
  });

  it("keys a POST by its body, also of a Request", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend(), allowableMethods: ["POST"] });
    const ask = async (body: string): Promise<boolean> =>
      (await fetch(new Request(`${origin.url}/a`, { method: "POST", body }))).fromCache;
    expect([await ask("1"), await ask("2"), await ask("1")]).toEqual([false, false, true]);
    const plain = await fetch(`${origin.url}/a`, { method: "POST", body: "2" });
    expect(plain.fromCache).toBe(true);
  });

  it("invalidates what it changed", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    await (await fetch(`${origin.url}/a`)).text();
    await fetch(`${origin.url}/a`, { method: "DELETE" });
    expect((await fetch(`${origin.url}/a`)).fromCache).toBe(false);
  });
});

/** The one request that arrives, without what differs from one connection to the next. */
async function sent(ask: (origin: EchoOrigin) => Promise<Response>): Promise<unknown> {
  await using origin = await echoOrigin();
  await (await ask(origin)).text();
  const [request] = origin.requests;
  if (request === undefined || origin.requests.length > 1) throw new Error("one request was expected");
  const { host: _host, connection: _connection, ...headers } = request.headers;
  return {
    method: request.method,
    headers,
    length: request.body.length,
    start: request.body.toString("hex", 0, 32),
  };
}
