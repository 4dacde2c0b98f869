import { createRequire } from "node:module";
import { memoryBackend } from "@rcache/backend-memory";
import { createHttpCache } from "@rcache/core";
import { type ScriptedOrigin, scriptedOrigin } from "@rcache/testkit";
import axios, { type AxiosAdapter } from "axios";
import { describe, expect, it } from "vitest";
import { createCachedAdapter, withCache } from "../src/index.ts";

const JSON_TYPE = { "content-type": "application/json" };

async function counting(): Promise<ScriptedOrigin> {
  const origin = await scriptedOrigin();
  origin.answer("/a", ...["1", "2", "3", "4", "5"].map((body) => ({ headers: JSON_TYPE, body })));
  return origin;
}

describe("an instance with a cache", () => {
  it("is the same instance, with its cache on it", async () => {
    const plain = axios.create();
    const cache = createHttpCache({ backend: memoryBackend() });
    const api = withCache(plain, { cache });
    expect(api).toBe(plain);
    expect(api.cache).toBe(cache);
  });

  it("takes options of the cache from its defaults and from a request, and sends none of them", async () => {
    await using origin = await counting();
    const api = withCache(axios.create({ baseURL: origin.url }), { backend: "memory" });
    api.defaults.rcache = { tags: ["all"], expireAfter: "1h" };
    await api.get("/a");
    expect((await api.get("/a")).data).toBe(1);
    expect((await api.get("/a", { rcache: { forceRefresh: true } })).data).toBe(2);
    const stored = await api.cache.get(`${origin.url}/a`);
    expect(stored?.tags).toEqual(["all"]);
    expect(JSON.stringify(origin.requests)).not.toContain("rcache");
  });

  it("answers an interceptor on either side as a plain one does", async () => {
    await using origin = await counting();
    const api = axios.create({ baseURL: origin.url });
    const seen: string[] = [];
    api.interceptors.request.use((config) => {
      seen.push("before");
      config.headers.set("x-own", "1");
      return config;
    });
    const cached = withCache(api, { backend: "memory" });
    cached.interceptors.response.use((response) => {
      seen.push(`after ${response.data}`);
      return response;
    });
    await cached.get("/a");
    await cached.get("/a");
    expect(seen).toEqual(["before", "after 1", "before", "after 1"]);
    expect(origin.requests.map(({ headers }) => headers["x-own"])).toEqual(["1"]);
  });

  it("shares its cache with the instances made from it", async () => {
    await using origin = await counting();
    const api = withCache(axios.create({ baseURL: origin.url }), { backend: "memory" });
    const child = api.create({ timeout: 5_000 });
    await api.get("/a");
    expect(await child.get("/a")).toMatchObject({ data: 1, fromCache: true });
  });

  it("puts the cache before an adapter that is chosen for one request", async () => {
    await using origin = await counting();
    const api = withCache(axios.create({ baseURL: origin.url }), { backend: "memory" });
    await api.get("/a", { adapter: "fetch" });
    expect(await api.get("/a", { adapter: "fetch" })).toMatchObject({ data: 1, fromCache: true });
    expect(await api.get("/a", { adapter: "http" })).toMatchObject({ data: 1, fromCache: true });
    const list = ["xhr", "http"] as const;
    expect(await api.get("/a", { adapter: [...list] })).toMatchObject({ data: 1, fromCache: true });
  });

  it("made of one that has a cache keeps every answer once, in its own", async () => {
    await using origin = await counting();
    const outer = withCache(axios.create({ baseURL: origin.url }), { backend: "memory" });
    const inner = withCache(outer.create(), { backend: "memory" });
    await inner.get("/a");
    expect([await outer.cache.count(), await inner.cache.count()]).toEqual([0, 1]);
  });

  it("uses nothing that was stored for other bodies of a POST that settings let it store", async () => {
    await using origin = await counting();
    const api = withCache(axios.create({ baseURL: origin.url }), {
      backend: "memory",
      allowableMethods: ["GET", "POST"],
    });
    const ask = async (data: unknown): Promise<unknown> => {
      const { data: count, fromCache } = await api.post("/a", data);
      return [count, fromCache];
    };
    expect(await ask({ q: 1 })).toEqual([1, false]);
    expect(await ask({ q: 2 })).toEqual([2, false]);
    expect(await ask({ q: 1 })).toEqual([1, true]);
    expect(await ask(new URLSearchParams({ q: "1" }))).toEqual([3, false]);
    expect(await ask(new Blob(["q"]))).toEqual([4, false]);
    expect(await ask(new Blob(["q"]))).toEqual([5, false]);
  });

  it("refuses with 504 what is only wanted from the cache and is not there", async () => {
    await using origin = await counting();
    const api = withCache(axios.create({ baseURL: origin.url }), { backend: "memory" });
    await expect(api.get("/a", { rcache: { onlyIfCached: true } })).rejects.toMatchObject({
      code: "ERR_BAD_RESPONSE",
      response: { status: 504, fromCache: false, cache: { kind: "refused" } },
    });
    expect(origin.requests.length).toBe(0);
  });
});

describe("several copies of axios in one program", () => {
  const commonJs: typeof axios = createRequire(import.meta.url)("axios");

  it.each([
    ["withCache", (instance: typeof axios) => withCache(instance.create(), { backend: "memory" })],
    [
      "createCachedAdapter",
      (instance: typeof axios) => instance.create({ adapter: createCachedAdapter({ backend: "memory" }) }),
    ],
  ] as const)("%s gives each the classes of its own", async (_, cached) => {
    await using origin = await scriptedOrigin();
    origin.answer("/404", { status: 404 });
    origin.answer("/hang", { fault: "hang" });
    expect(commonJs.AxiosError).not.toBe(axios.AxiosError);
    for (const copy of [axios, commonJs]) {
      const api = cached(copy);
      await expect(api.get(`${origin.url}/404`)).rejects.toBeInstanceOf(copy.AxiosError);
      await expect(api.get(`${origin.url}/hang`, { timeout: 20 })).rejects.toBeInstanceOf(copy.AxiosError);
      await expect(api.get(`${origin.url}/hang`, { signal: AbortSignal.timeout(20) })).rejects.toBeInstanceOf(
        copy.CanceledError,
      );
      const { headers } = await api.get(`${origin.url}/404`, { validateStatus: null });
      expect(headers).toBeInstanceOf(copy.AxiosHeaders);
    }
  });
});

describe("an adapter of the user's own", () => {
  const answering =
    (data: () => unknown): AxiosAdapter =>
    async (config) => ({ status: 200, statusText: "OK", headers: {}, config, data: data() });

  it.each([
    ["a text", () => "abc", "abc"],
    ["a value", () => ({ a: [1] }), { a: [1] }],
    ["bytes", () => Buffer.from("abc"), "abc"],
    ["a buffer of the platform", () => new TextEncoder().encode("abc").buffer, "abc"],
    ["a Blob", () => new Blob(["abc"]), "abc"],
  ])("that gives %s is asked once", async (_, data, expected) => {
    let asked = 0;
    const adapter = answering(() => {
      asked += 1;
      return data();
    });
    const api = withCache(axios.create({ adapter }), { backend: "memory" });
    const url = "http://unreachable.invalid/a";
    expect((await api.get(url)).data).toEqual(expected);
    expect(await api.get(url)).toMatchObject({ data: expected, fromCache: true });
    expect(asked).toBe(1);
  });

  it("that stands on axios' own gives what that one gives", async () => {
    await using origin = await counting();
    const onFetch: AxiosAdapter = (config) => axios.getAdapter("fetch", config)(config);
    const api = withCache(axios.create({ adapter: onFetch, baseURL: origin.url }), { backend: "memory" });
    const ask = async (): Promise<unknown> => (await api.get("/a", { responseType: "arraybuffer" })).data;
    expect(await ask()).toBeInstanceOf(ArrayBuffer);
    expect(await ask()).toBeInstanceOf(ArrayBuffer);
    expect(origin.requests.length).toBe(1);
  });

  it("is what createCachedAdapter asks, with the cache on the adapter it gives", async () => {
    const adapter = createCachedAdapter({ backend: "memory", adapter: answering(() => "abc") });
    const api = axios.create({ adapter });
    await api.get("http://unreachable.invalid/a");
    expect(await adapter.cache.count()).toBe(1);
  });
});

/** The cast: what the compiler refuses, a program in JavaScript gives. */
const wrong = (value: unknown): never => value as never;

describe("bad input", () => {
  it.each([
    ["what is no instance", () => withCache(Reflect.get({}, "none"))],
    ["a class of axios' instead of an instance", () => withCache(wrong(axios.Axios))],
    ["an instance that has a cache", () => withCache(withCache(axios.create(), { backend: "memory" }))],
    ["what is no adapter", () => createCachedAdapter({ adapter: wrong(5) })],
    ["what is no cache", () => withCache(axios.create(), { cache: wrong(5) })],
    ["options that are none", () => createCachedAdapter(wrong(null))],
  ])("is refused at once: %s", (_, make) => {
    expect(make).toThrow(
      expect.objectContaining({ code: "RCACHE_INVALID_OPTION", remedy: expect.any(String) }),
    );
  });

  it("in a request rejects that request, with a code and a remedy", async () => {
    const api = withCache(axios.create(), { backend: "memory" });
    const rcache = wrong({ expireAftr: 5 });
    await expect(api.get("http://127.0.0.1:1/", { rcache })).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_OPTION",
    });
    const none = wrong("1h");
    await expect(api.get("http://127.0.0.1:1/", { rcache: none })).rejects.toMatchObject({
      code: "RCACHE_INVALID_OPTION",
    });
    await expect(api.post("http://127.0.0.1:1/", "x", { rcache })).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_OPTION",
    });
  });

  it("leaves an instance as it was", () => {
    const plain = axios.create();
    const { adapter } = plain.defaults;
    expect(() => withCache(plain, { expireAfter: wrong("1 fortnight") })).toThrow();
    expect(plain.defaults.adapter).toBe(adapter);
  });
});
