import { memoryBackend } from "@rcache/backend-memory";
import type { Backend } from "@rcache/core/backend";
import { createCachedFetch } from "@rcache/fetch";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { BODY_STORES, openBodyStore } from "./body-stores.ts";
import { gate } from "./gate.ts";
import { heldOrigin } from "./held-origin.ts";
import { openStage } from "./stage.ts";

const PAIRS = 50;

describe.each(BODY_STORES)("an answer that was read, in %s", (kind) => {
  it.each([
    ["small", 5],
    ["too large for its record", 200_000],
  ])("is a hit for the next request, %s, however slow the store is", async (_size, bytes) => {
    using store = openBodyStore(kind);
    const body = "x".repeat(bytes);
    await using origin = await heldOrigin((response) => response.end(body));
    await using fetch = createCachedFetch({ backend: store.backend, autoClose: true });
    const kinds = new Set<string>();
    for (let i = 0; i < PAIRS; i += 1) {
      expect(await (await fetch(`${origin.url}/${i}`)).text()).toBe(body);
      const hit = await fetch(`${origin.url}/${i}`);
      kinds.add(hit.cache.kind);
      expect(await hit.text()).toBe(body);
    }
    expect([...kinds, origin.asked()]).toEqual(["hit", PAIRS]);
  });

  it("replaces what was stored before, for the next request", async () => {
    using store = openBodyStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "1" }, { body: "2" }, { body: "3" });
    await stage.ask("/a");
    for (const text of ["2", "3"]) {
      await stage.ask("/a", { forceRefresh: true });
      const hit = await stage.ask("/a");
      expect([hit.cache.kind, hit.text]).toEqual(["hit", text]);
    }
  });

  it("that brings a new Vary counts at once", async () => {
    using store = openBodyStore(kind);
    await using stage = await openStage({ backend: store.backend });
    const varied = { headers: { Vary: "Accept-Language" } };
    stage.origin.answer("/a", { body: "1" }, { ...varied, body: "2" }, { ...varied, body: "3" });
    const asking = (language: string) => stage.request("/a", { headers: [["accept-language", language]] });
    await stage.ask("/a");
    await stage.ask(asking("en"), { forceRefresh: true });
    const both = await Promise.all([stage.ask(asking("en")), stage.ask(asking("fr"))]);
    expect(both.map(({ text }) => text)).toEqual(["2", "3"]);
    expect(both.map(({ cache }) => cache.kind)).toEqual(["hit", "miss"]);
  });

  it("counts before its caller has read it, for whoever flushes, counts, or asks what would be", async () => {
    using store = openBodyStore(kind);
    await using origin = await heldOrigin((response) => {
      response.flushHeaders();
      setImmediate(() => response.end("x".repeat(100_000)));
    });
    await using fetch = createCachedFetch({ backend: store.backend, autoClose: true });
    const kept = [await fetch(`${origin.url}/1`)];
    expect((await fetch.explain(`${origin.url}/1`)).verdict.kind).toBe("use");
    kept.push(await fetch(`${origin.url}/2`));
    expect(await fetch.cache.count()).toBe(2);
    kept.push(await fetch(`${origin.url}/3`));
    await fetch.cache.flush();
    expect((await fetch.cache.stats()).entries).toBe(3);
    expect(await Promise.all(kept.map(async (response) => (await response.text()).length))).toEqual(
      Array(3).fill(100_000),
    );
  });

  it("is seen by whoever looks into the store, and can be removed", async () => {
    using store = openBodyStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    expect(await stage.cache.count()).toBe(1);
    expect(await stage.cache.delete({ urls: [stage.request("/a").url] })).toBe(1);
    expect((await stage.ask("/a")).cache.kind).toBe("miss");
    await stage.ask(stage.request("/a", { method: "PUT" }));
    expect((await stage.ask("/a")).cache.kind).toBe("miss");
    await stage.cache.clear();
    expect((await stage.ask("/a")).cache.kind).toBe("miss");
    expect(stage.asked("/a")).toBe(5);
  });
});

describe("a store that takes long to write", () => {
  /** A memory backend whose `put` waits for this. */
  function slow(): { readonly backend: Backend; open(): void } {
    const memory = memoryBackend();
    const held = gate();
    const put: Backend["put"] = async (record, seen) => {
      await held.opened;
      return memory.put(record, seen);
    };
    return { backend: { ...memory, put }, open: held.open };
  }

  it("holds up nobody who asks for what is on its way to it, and each has bytes of its own", async () => {
    const { backend, open } = slow();
    await using stage = await openStage({ backend, backendDeadlineMs: Number.POSITIVE_INFINITY });
    stage.origin.answer("/a", { body: "hello" });
    await stage.ask("/a");
    for (let i = 0; i < 3; i += 1) {
      const { body, cache } = await stage.cache.handle(stage.request("/a"), httpSend);
      if (!(body instanceof Uint8Array)) throw new Error("bytes were expected");
      expect([cache.kind, Buffer.from(body).toString()]).toEqual(["hit", "hello"]);
      body.fill(0);
    }
    open();
    await stage.cache.flush();
    expect([(await stage.ask("/a")).text, stage.asked("/a")]).toEqual(["hello", 1]);
  });

  it("is not read past: what was invalidated or emptied meanwhile is gone", async () => {
    const { backend, open } = slow();
    await using stage = await openStage({ backend, backendDeadlineMs: Number.POSITIVE_INFINITY });
    stage.origin.answer("/a", { body: "1" }, { status: 204 }, { body: "2" });
    await stage.ask("/a");
    await stage.ask(stage.request("/a", { method: "PUT" }));
    const { cache, text } = await stage.ask("/a");
    expect([cache.kind, text]).toEqual(["miss", "2"]);
    open();
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it("keeps the last of several answers to one request", async () => {
    const { backend, open } = slow();
    await using stage = await openStage({ backend, backendDeadlineMs: Number.POSITIVE_INFINITY });
    stage.origin.answer("/a", { body: "1" }, { body: "2" }, { body: "3" });
    await stage.ask("/a");
    await stage.ask("/a", { forceRefresh: true });
    await stage.ask("/a", { forceRefresh: true });
    expect((await stage.ask("/a")).text).toBe("3");
    open();
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("3");
    expect(stage.eventsOf("stored")).toHaveLength(3);
  });
});
