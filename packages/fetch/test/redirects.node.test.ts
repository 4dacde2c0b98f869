import { memoryBackend } from "@rcache/backend-memory";
import { describe, expect, it } from "vitest";
import { CachedSession, createCachedFetch } from "../src/index.ts";
import { type Echoed, type EchoOrigin, echoOrigin } from "./echo-origin.ts";

describe("redirects", () => {
  it.each([301, 302, 303, 307, 308])(
    "%i: follows as fetch does, and from the store the second time",
    async (status) => {
      await using origin = await echoOrigin();
      await using fetch = createCachedFetch({ backend: memoryBackend() });
      const path = `/to/${status}/to/${status}/end`;
      const [miss, hit] = [await fetch(origin.url + path), await fetch(origin.url + path)];
      for (const response of [miss, hit]) {
        expect([response.url, response.redirected, response.status]).toEqual([
          `${origin.url}/end`,
          true,
          200,
        ]);
        expect(response.cache.history.map((hop) => hop.status)).toEqual([status, status]);
        expect(await response.text()).toBe("arrived");
      }
      expect([miss.fromCache, hit.fromCache]).toEqual([false, true]);
      expect(origin.requests.map((request) => request.path)).toEqual([path, `/to/${status}/end`, "/end"]);
    },
  );

  it.each([301, 302, 303, 307, 308])("%i: sends a POST on as fetch does", async (status) => {
    const ours = await sentAfter((origin, init) =>
      createCachedFetch({ backend: memoryBackend() })(`${origin.url}/to/${status}/end`, init),
    );
    const native = await sentAfter((origin, init) => fetch(`${origin.url}/to/${status}/end`, init));
    expect(ours).toEqual(native);
  });

  it("sends a Request with a body on", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const response = await fetch(new Request(`${origin.url}/to/307/end`, { method: "PUT", body: "again" }));
    expect(response.redirected).toBe(true);
    expect(origin.requests.map(({ method, body }) => [method, body.toString()])).toEqual([
      ["PUT", "again"],
      ["PUT", "again"],
    ]);
  });

  it.each([
    ["a text", () => "x".repeat(2_000_000)],
    ["bytes", () => new Uint8Array(2_000_000)],
    ["a Blob", () => new Blob([new Uint8Array(2_000_000)])],
  ])("sends a Request with %s that is too large to be read on, as fetch does", async (_what, body) => {
    for (const status of [302, 307, 308]) {
      const native = await sentAfter((origin) => ask(origin, globalThis.fetch));
      const ours = await sentAfter((origin) => ask(origin, createCachedFetch({ backend: memoryBackend() })));
      expect(ours).toEqual(native);
      function ask({ url }: EchoOrigin, fetch: typeof globalThis.fetch): Promise<Response> {
        return fetch(new Request(`${url}/to/${status}/end`, { method: "POST", body: body() }));
      }
    }
  });

  it("invalidates what such a Request has changed, and says where its answer came from", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    await fetch(`${origin.url}/to/307/end`);
    const body = new Uint8Array(2_000_000);
    const response = await fetch(new Request(`${origin.url}/to/307/end`, { method: "PUT", body }));
    expect([response.url, response.redirected]).toEqual([`${origin.url}/end`, true]);
    expect((await fetch(`${origin.url}/end`)).fromCache).toBe(false);
    expect((await fetch(`${origin.url}/to/307/end`)).cache.history[0]?.status).toBe(307);
    expect(origin.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      ...["GET /to/307/end", "GET /end", "PUT /to/307/end", "PUT /end", "GET /end", "GET /to/307/end"],
    ]);
  });

  it("does not send a Request with a stream that is too large to be read twice", async () => {
    await using origin = await echoOrigin();
    await using cached = createCachedFetch({ backend: memoryBackend() });
    for (const ask of [globalThis.fetch, cached]) {
      const init = { method: "POST", body: new Blob([new Uint8Array(2_000_000)]).stream(), duplex: "half" };
      const request = new Request(`${origin.url}/to/307/end`, init);
      await expect(ask(request)).rejects.toBeInstanceOf(TypeError);
    }
  });

  it.each([
    ["a Blob", () => new Blob([new Uint8Array(2_000_000)])],
    ["a form", () => formOf(new Blob([new Uint8Array(2_000_000)]))],
  ])("sends %s that is too large to be read on, as often as it is asked for", async (_what, body) => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const response = await fetch(`${origin.url}/to/307/to/308/end`, { method: "PUT", body: body() });
    expect([response.redirected, response.status]).toEqual([true, 200]);
    const lengths = origin.requests.map((request) => request.body.length);
    expect(lengths.every((length) => length >= 2_000_000)).toBe(true);
    expect(lengths.length).toBe(3);
  });

  it.each([301, 302, 307, 308])(
    "%i: does not follow with a stream, although GET would not need it",
    async (status) => {
      const body = () => new Blob(["once"]).stream();
      await using origin = await echoOrigin();
      await using cached = createCachedFetch({ backend: memoryBackend() });
      for (const ask of [globalThis.fetch, cached]) {
        const init = { method: "POST", body: body(), duplex: "half" };
        await expect(ask(`${origin.url}/to/${status}/end`, init)).rejects.toBeInstanceOf(TypeError);
      }
    },
  );

  it("does not send a stream twice", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const init = { method: "POST", body: new Blob(["once"]).stream(), duplex: "half" };
    await expect(fetch(`${origin.url}/to/307/end`, init)).rejects.toBeInstanceOf(TypeError);
    expect(origin.requests.length).toBe(1);
  });

  it("tells no other origin what the first one was told", async () => {
    await using first = await echoOrigin();
    await using second = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const headers = { authorization: "Bearer secret", cookie: "secret=1", "x-a": "1" };
    await fetch(`${first.url}/to/302?${encodeURIComponent(`${second.url}/end`)}`, { headers });
    const sent = [first.requests[0], second.requests[0]].map((request) => request?.headers);
    expect(sent[0]).toMatchObject(headers);
    expect([sent[1]?.["authorization"], sent[1]?.["cookie"], sent[1]?.["x-a"]]).toEqual([
      undefined,
      undefined,
      "1",
    ]);
  });

  it("manual: gives the redirect itself", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const response = await fetch(`${origin.url}/to/302/end`, { redirect: "manual" });
    expect([response.status, response.headers.get("location"), response.redirected]).toEqual([
      302,
      "/end",
      false,
    ]);
    expect(await response.text()).toBe("moved");
  });

  it("error: fails where there is one, and only then", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    await expect(fetch(`${origin.url}/to/302/end`, { redirect: "error" })).rejects.toBeInstanceOf(TypeError);
    expect(await (await fetch(`${origin.url}/end`, { redirect: "error" })).text()).toBe("arrived");
  });

  it("fails with fetch's error where there are too many", async () => {
    await using origin = await echoOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const endless = `${origin.url}${"/to/302".repeat(25)}/end`;
    await expect(fetch(endless)).rejects.toMatchObject({ name: "TypeError", message: "fetch failed" });
    await expect(globalThis.fetch(endless)).rejects.toMatchObject({
      name: "TypeError",
      message: "fetch failed",
    });
  });

  it("SES-31: a session's head does not follow", async () => {
    await using origin = await echoOrigin();
    await using session = new CachedSession({ backend: memoryBackend() });
    expect((await session.head(`${origin.url}/to/302/end`)).status).toBe(302);
    expect((await session.head(`${origin.url}/to/302/end`, { redirect: "follow" })).status).toBe(200);
  });
});

function formOf(file: Blob): FormData {
  const form = new FormData();
  form.append("file", file);
  return form;
}

/** What the server is sent for a POST with a body that is redirected. */
async function sentAfter(
  ask: (origin: EchoOrigin, init: RequestInit) => Promise<Response>,
): Promise<unknown> {
  await using origin = await echoOrigin();
  const response = await ask(origin, { method: "POST", body: "b", headers: { "x-a": "1" } });
  return [response.status, response.redirected, origin.requests.map(withoutPort)];
}

function withoutPort({ method, path, headers, body }: Echoed): unknown {
  const { host: _host, connection: _connection, ...rest } = headers;
  return { method, path, headers: rest, body: body.toString() };
}
