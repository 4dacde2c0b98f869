import { manualClock, scriptedOrigin } from "@rcache/testkit";
import type { AxiosError } from "axios";
import { describe, expect, it, vi } from "vitest";
import { withCache } from "../src/index.ts";
import { described } from "./node/comparison/described.ts";
import { comparable } from "./node/comparison/differences.ts";
import { COPIES, copies } from "./node/copies.ts";
import { gate, until } from "./node/turns.ts";

const ADAPTERS = ["http", "fetch"] as const;

describe.each(COPIES)("axios, the %s supported", (copy) => {
  const axios = copies[copy];
  describe.each(ADAPTERS)("over its adapter %s", (adapter) => {
    it("a caller who cancels gets what a plain instance gives, and its request object", async () => {
      await using origin = await scriptedOrigin();
      origin.answer("/a", { fault: "hang" });
      const ask = async (cached: boolean): Promise<unknown> => {
        const made = axios.create({ adapter, baseURL: origin.url });
        const instance = cached ? withCache(made, { backend: "memory" }) : made;
        const leaving = new AbortController();
        const before = origin.requests.length;
        const asking = described(instance.get("/a", { signal: leaving.signal }));
        await until(() => origin.requests.length > before, "the origin is asked");
        leaving.abort();
        return asking;
      };
      const cell = "a caller who cancels";
      const shown = (what: unknown): unknown => comparable(what, cell, adapter, copy);
      expect(shown(await ask(true))).toEqual(shown(await ask(false)));
    });

    it("a token that is cancelled rejects with its own reason", async () => {
      await using origin = await scriptedOrigin();
      origin.answer("/a", { fault: "hang" });
      const api = withCache(axios.create({ adapter, baseURL: origin.url }), { backend: "memory" });
      const { token, cancel } = axios.CancelToken.source();
      const asking = api.get("/a", { cancelToken: token });
      asking.catch(() => undefined);
      await until(() => origin.requests.length === 1, "the origin is asked");
      cancel("no longer wanted");
      await expect(asking).rejects.toBe(token.reason);
      await expect(asking).rejects.toBeInstanceOf(axios.CanceledError);
    });

    it.each(["times out", "cancels"])("a leader who %s leaves those alone who wait on", async (way) => {
      await using origin = await scriptedOrigin();
      using time = heldTime();
      const { opened, open } = gate();
      origin.answer("/a", { body: "first and second", hold: opened });
      const api = withCache(axios.create({ adapter, baseURL: origin.url }), { backend: "memory" });
      const leaving = new AbortController();
      const leader = api.get("/a", way === "cancels" ? { signal: leaving.signal } : { timeout: 1_000 });
      const left = described(leader);
      await until(() => origin.requests.length === 1, "the origin is asked");
      const followers = [api.get("/a"), api.get("/a", { timeout: 60_000 })];
      if (way === "cancels") leaving.abort();
      await time.pass(1_000);
      expect(await left).toMatchObject({
        error: { isCanceled: way === "cancels", hasRequest: true, url: "/a" },
      });
      open();
      const answers = await Promise.all(followers);
      expect(answers.map(({ data }) => data)).toEqual(["first and second", "first and second"]);
      expect(origin.requests.length).toBe(1);
      expect((await api.get("/a")).fromCache).toBe(true);
    });

    it("a timeout is a failure that a stale answer may stand in for", async () => {
      await using origin = await scriptedOrigin();
      origin.answer("/a", { body: "1" }, { fault: "hang" });
      const clock = manualClock();
      const api = withCache(axios.create({ adapter, baseURL: origin.url }), {
        backend: "memory",
        expireAfter: 60,
        staleIfError: true,
        clock,
      });
      await api.get("/a");
      clock.advance(120_000);
      const { data, cache } = await api.get("/a", { timeout: 30 });
      expect([data, cache.kind, cache.reason]).toEqual([1, "stale", "network"]);
    });

    it("a signal that lives long keeps nothing of the requests that had it", async () => {
      await using origin = await scriptedOrigin();
      origin.answer("/a", { body: "1" });
      origin.answer("/reset", { fault: "reset" });
      const api = withCache(axios.create({ adapter, baseURL: origin.url }), { backend: "memory" });
      const { signal, listeners } = countedSignal();
      for (const path of ["/a", "/a"]) await api.get(path, { signal });
      await expect(api.get("/reset", { signal })).rejects.toThrow();
      const { data } = await api.get("/a", { signal, responseType: "stream" });
      for await (const _ of data);
      await until(() => listeners() === 0, "no listener is left on the signal");
    });
  });
});

describe("ten callers at once", () => {
  it("ask the origin once, and each gets data of its own", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { headers: { "content-type": "application/json" }, body: '{"n":[1]}' });
    const api = withCache(copies.newest.create({ baseURL: origin.url }), { backend: "memory" });
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.get<{ n: number[] }>("/a")));
    for (const { data } of answers) data.n.push(2);
    expect(answers.map(({ data }) => data.n.length)).toEqual(new Array(10).fill(2));
    expect((await api.get("/a")).data).toEqual({ n: [1] });
    const buffers = await Promise.all(
      Array.from({ length: 3 }, () => api.get<Buffer>("/a", { responseType: "arraybuffer" })),
    );
    for (const { data } of buffers) data.fill(0);
    expect((await api.get("/a")).data).toEqual({ n: [1] });
    expect(origin.requests.length).toBe(1);
  });

  it("fail with the origin, each with an error and a config of its own", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { fault: "reset" });
    const api = withCache(copies.newest.create({ baseURL: origin.url }), { backend: "memory" });
    const asked = await Promise.allSettled(
      [1, 2, 3].map((n) => api.get("/a", { headers: { "x-caller": n } })),
    );
    const errors = asked.map((each) =>
      each.status === "rejected" ? (each.reason as AxiosError) : undefined,
    ); // the cast: axios rejects with its own
    expect(
      errors.map((error) => [error?.code, error?.config?.headers["x-caller"], error?.config?.url]),
    ).toEqual([
      ["ECONNRESET", "1", "/a"],
      ["ECONNRESET", "2", "/a"],
      ["ECONNRESET", "3", "/a"],
    ]);
    expect(new Set(errors).size).toBe(3);
  });

  it("a follower with a wider limit is not failed by the leader's", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "123456" });
    const api = withCache(copies.newest.create({ baseURL: origin.url }), { backend: "memory" });
    const [narrow, wide] = await Promise.allSettled([api.get("/a", { maxContentLength: 5 }), api.get("/a")]);
    expect(narrow).toMatchObject({
      status: "rejected",
      reason: { message: "maxContentLength size of 5 exceeded" },
    });
    expect(wide).toMatchObject({ status: "fulfilled", value: { data: 123456 } });
  });
});

/** Timers that only run when time is told to pass. */
function heldTime(): Disposable & { pass(ms: number): Promise<unknown> } {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return {
    pass: (ms) => vi.advanceTimersByTimeAsync(ms),
    [Symbol.dispose]: () => void vi.useRealTimers(),
  };
}

/** A signal that knows how many still listen. */
function countedSignal(): { readonly signal: AbortSignal; listeners(): number } {
  const { signal } = new AbortController();
  const held = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListener) => {
    held.add(listener);
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: EventListener) => {
    held.delete(listener);
    remove(type, listener);
  };
  return { signal, listeners: () => held.size };
}
