import { describe, expect, it } from "vitest";
import { MISS, scriptedCache } from "../test/handled-response.ts";
import { createCachedFetch } from "./create-cached-fetch.ts";
import type { CachedRequestInit } from "./fetch-types.ts";
import { readArguments } from "./request-init.ts";

const URL_A = "https://example.org/a";

class Defaults {
  readonly #method = "POST";
  get method(): string {
    return this.#method;
  }
  get body(): string {
    return "from a getter";
  }
  get headers(): Record<string, string> {
    return { "x-a": "1" };
  }
}

const POST = { method: "POST", body: "b", headers: { "x-a": "1" } };

/** What the cache was asked for one call of fetch, and with which options. */
async function asked(input: string | URL | Request, init?: CachedRequestInit) {
  const cache = scriptedCache(async ({ url }) => ({
    ...{ status: 200, url, headers: [], body: null, coding: "decoded", cache: MISS },
  }));
  await createCachedFetch({ cache })(input, init);
  const [call] = cache.calls;
  const { method, url, headers, body, redirect } = call?.request ?? {};
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
  return {
    method,
    url,
    headers: headers?.filter(([name]) => name === "x-a"),
    text,
    redirect,
    options: call?.options,
  };
}

describe("an init", () => {
  it.each([
    ["a plain object", () => POST, "b"],
    ["an object that inherits from defaults", () => Object.create(POST), "b"],
    ["an instance with getters and private fields", () => new Defaults(), "from a getter"],
    ["an object without prototype", () => Object.assign(Object.create(null), POST), "b"],
    [
      "members that cannot be listed",
      () => Object.defineProperties({}, Object.getOwnPropertyDescriptors(Object.freeze({ ...POST }))),
      "b",
    ],
    ["a proxy", () => new Proxy({}, { get: (_target, name) => Reflect.get(POST, name) }), "b"],
    ["a function", () => Object.assign(() => undefined, POST), "b"],
    ["a Request, whose body is a stream", () => new Request(URL_A, POST), "streaming"],
  ])("is read from %s", async (_what, init, text) => {
    expect(await asked(URL_A, init())).toMatchObject({ method: "POST", headers: [["x-a", "1"]], text });
  });

  it("is read once a member, in the order of WebIDL", () => {
    const read: string[] = [];
    const given = new Proxy(POST, {
      get: (target, name) => {
        read.push(String(name));
        return Reflect.get(target, name);
      },
    });
    readArguments(URL_A, given);
    const standard = read.filter((name) => !["dispatcher", "priority", "rcache"].includes(name));
    expect(standard).toEqual([
      ...["body", "cache", "credentials", "duplex", "headers", "integrity", "keepalive", "method", "mode"],
      ...["redirect", "referrer", "referrerPolicy", "signal", "window"],
    ]);
  });

  it("says undefined for what it does not say", async () => {
    expect(await asked(URL_A, { ...POST, method: undefined, body: undefined } as never)).toMatchObject({
      method: "GET",
      text: undefined,
    });
  });

  it("brings the cache's options and mode along, inherited or not", async () => {
    const defaults = { rcache: { expireAfter: 60 }, cache: "no-cache" as const };
    expect((await asked(URL_A, Object.create(defaults))).options).toEqual({ refresh: true, expireAfter: 60 });
  });

  it("hands on what only the wrapped fetch knows, inherited or not", async () => {
    const { init } = readArguments(URL_A, Object.create({ proxy: "p", agent: "a" }));
    expect(init).toEqual({ proxy: "p", agent: "a" });
  });

  it.each([1, "text", true])("is refused as by fetch where it is %j", async (init) => {
    const native = await fetch("data:,", init as never).catch((error: unknown) => error);
    const ours = await createCachedFetch({ cache: scriptedCache(() => Promise.reject(new Error("asked"))) })(
      URL_A,
      init as never,
    ).catch((error: unknown) => error);
    expect([native, ours]).toEqual([expect.any(TypeError), expect.any(TypeError)]);
  });

  it.each([
    { mode: "navigate" },
    { credentials: "some" },
    { referrerPolicy: "none" },
    { duplex: "full", method: "POST", body: "b" },
    { referrer: "http://" },
    { redirect: "maybe" },
    { cache: "sometimes" },
  ])("is refused as by fetch with %j", async (init) => {
    const native = await fetch(URL_A, init as never).catch((error: unknown) => error);
    await expect(asked(URL_A, init as never)).rejects.toBeInstanceOf(TypeError);
    expect(native).toBeInstanceOf(TypeError);
  });
});

describe("a Request of another library or realm", () => {
  class Request {
    readonly [Symbol.toStringTag] = "Request";
    readonly url = URL_A;
    readonly #init = POST;
    get method(): string {
      return this.#init.method;
    }
    get headers(): Iterable<[string, string]> {
      return new Map(Object.entries(this.#init.headers));
    }
    get body(): Uint8Array {
      return new TextEncoder().encode(this.#init.body);
    }
  }

  it("is asked for with its method, fields and body", async () => {
    const given = new Request() as never;
    const expected = { method: "POST", url: URL_A, headers: [["x-a", "1"]], text: "b" };
    expect(await asked(given)).toMatchObject(expected);
    expect(await asked(URL_A, given)).toMatchObject(expected);
    expect(await asked(given, { method: "PUT" })).toMatchObject({ ...expected, method: "PUT" });
  });
});

describe("an error about a URL", () => {
  it.each([
    ["http://user:secret@example.org/", undefined],
    ["http://user:secret@exa mple.org/", undefined],
    ["http://user:secret@example.org:99999/", { method: "POST", body: "b" }],
    ["http://user:secret@example.org/", { integrity: "sha256-x" }],
    ["http://user:secret@example.org/", { mode: "no-cors" as const }],
  ])("does not say its user and password: %s %j", async (url, init) => {
    const cachedFetch = createCachedFetch({ backend: "memory" });
    const failures = [
      cachedFetch(url, init),
      cachedFetch.explain(url, init),
      cachedFetch(new URL("http://a:secret@b/")),
    ];
    for (const failure of await Promise.allSettled(failures)) {
      const error: unknown = failure.status === "rejected" ? failure.reason : `${failure.value}`;
      expect(`${error}`).not.toMatch(/secret/);
      if (error instanceof TypeError)
        expect(`${error.message} ${error.stack} ${JSON.stringify(error.cause)}`).not.toMatch(/secret/);
    }
    await cachedFetch.close();
  });
});
