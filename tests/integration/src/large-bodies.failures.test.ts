import type { Backend, BodyStore, Chunks } from "@rcache/core/backend";
import { faultyBackend, httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate, settled, until } from "./gate.ts";
import { openStage, read } from "./stage.ts";
import { openStore } from "./stores.ts";

const LARGE = Array.from({ length: 40_000 }, (_, i) => `line ${i}\n`).join("");

describe("a large body whose store fails", () => {
  it.each(["create", "write", "commit"] as const)(
    "at %s reaches its reader whole, with one event",
    async (at) => {
      using store = openStore("memory");
      const backend = failing(store.backend, at);
      await using stage = await openStage({ backend, inlineBytes: 1_000 });
      stage.origin.answer("/a", { body: LARGE });
      expect((await stage.ask("/a")).text === LARGE).toBe(true);
      await stage.cache.flush();
      expect(stage.eventsOf("backend-failed")).toHaveLength(1);
      expect(stage.eventsOf("store-abandoned")).toMatchObject([{ write: "backend-failed" }]);
      expect(await stage.cache.count()).toBe(0);
    },
  );

  it("hanging costs its reader the deadline, not the body", async () => {
    using store = openStore("memory");
    const bodies: BodyStore | undefined = store.backend.bodies && {
      ...store.backend.bodies,
      create: () => ({
        write: () => new Promise(() => undefined),
        commit: () => undefined,
        abort: () => undefined,
      }),
      open: () => undefined,
      keep: () => false,
    };
    await using stage = await openStage({
      backend: { ...store.backend, ...(bodies && { bodies }) },
      inlineBytes: 1_000,
      backendDeadlineMs: 20,
    });
    stage.origin.answer("/a", { body: LARGE });
    expect((await stage.ask("/a")).text === LARGE).toBe(true);
    expect(stage.eventsOf("backend-failed")).toMatchObject([{ error: { code: "RCACHE_BACKEND_TIMEOUT" } }]);
  });

  it("whose reader leaves while the store hangs is given up once, and its writer is aborted", async () => {
    using store = openStore("memory");
    const created = gate();
    const calls: string[] = [];
    const bodies: BodyStore = {
      create: async () => {
        await created.opened;
        return {
          write: () => new Promise(() => undefined),
          commit: () => undefined,
          abort: () => void calls.push("abort"),
        };
      },
      open: () => undefined,
      keep: () => false,
    };
    for (const isCreated of [false, true]) {
      if (isCreated) created.open();
      await using stage = await openStage({
        backend: { ...store.backend, bodies },
        inlineBytes: 1_000,
        backendDeadlineMs: 20,
      });
      stage.origin.answer("/a", { body: LARGE });
      const { body } = await stage.cache.handle(stage.request("/a"), httpSend);
      // The cast: node:http gives a stream.
      const chunks = (body as Chunks)[Symbol.asyncIterator]();
      await chunks.next();
      await settled();
      await chunks.return?.();
      if (!isCreated) created.open();
      await until(
        () => calls.length > 0 || stage.eventsOf("backend-failed").length > 0,
        "the store is given up",
      );
      await stage.cache.flush();
      await settled();
      expect(stage.eventsOf("store-abandoned")).toMatchObject([{ write: "incomplete" }]);
    }
    expect(calls.length).toBeGreaterThan(0);
  });

  it.each(["truncate", "flip"] as const)(
    "F5, F6 a stored body that was damaged (%s) never ends well, and its record goes",
    async (fault) => {
      using store = openStore("sqlite");
      const backend = faultyBackend(store.backend, [{ operation: "bodies", nth: 2, fault }]);
      await using stage = await openStage({ backend, inlineBytes: 1_000 });
      stage.origin.answer("/a", { body: LARGE });
      await stage.ask("/a");
      await stage.cache.flush();
      const damaged = await stage.cache.handle(stage.request("/a"), () =>
        Promise.reject(new Error("not asked")),
      );
      await expect(read(damaged)).rejects.toMatchObject({ code: "RCACHE_BODY_CORRUPT" });
      expect(stage.eventsOf("record-unreadable")).toMatchObject([{ fault: "corrupt" }]);
      const again = await stage.ask("/a");
      expect([again.cache.kind, again.text === LARGE]).toEqual(["miss", true]);
    },
  );

  it("F8 a stored body that is gone when a 304 confirms its record is fetched anew, and kept", async () => {
    using store = openStore("sqlite");
    const backend = faultyBackend(store.backend, [{ operation: "bodies", nth: 3, fault: "forget" }]);
    await using stage = await openStage({ backend, inlineBytes: 1_000 });
    const whole = { headers: { ETag: '"1"' }, body: LARGE };
    stage.origin.answer("/a", whole, { status: 304, headers: { "X-New": "1" } }, whole);
    await stage.ask("/a", { expireAfter: 1 });
    await stage.cache.flush();
    stage.clock.advance(2_000);
    const again = await stage.ask("/a");
    expect([again.cache.kind, again.text === LARGE, stage.asked("/a")]).toEqual(["miss", true, 3]);
    await stage.cache.flush();
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it("F8 a stored body that is gone is fetched anew, within the same request, with one event", async () => {
    using store = openStore("sqlite");
    const backend = faultyBackend(store.backend, [{ operation: "bodies", nth: 2, fault: "forget" }]);
    await using stage = await openStage({ backend, inlineBytes: 1_000 });
    stage.origin.answer("/a", { body: LARGE });
    await stage.ask("/a");
    await stage.cache.flush();
    const again = await stage.ask("/a");
    expect([again.cache.kind, again.text === LARGE, stage.asked("/a")]).toEqual(["miss", true, 2]);
    expect(stage.eventsOf("record-unreadable")).toMatchObject([{ fault: "corrupt" }]);
    await stage.cache.flush();
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });
});

describe("a backend that keeps no bodies", () => {
  it("lets large answers pass, with one warning", async () => {
    using store = openStore("key-value");
    await using stage = await openStage({ backend: store.backend, inlineBytes: 1_000 });
    stage.origin.answer("/a", { body: LARGE });
    for (let i = 0; i < 3; i += 1) expect((await stage.ask("/a")).text === LARGE).toBe(true);
    await stage.cache.flush();
    expect(stage.asked("/a")).toBe(3);
    expect(stage.eventsOf("warning")).toMatchObject([{ code: "RCACHE_LARGE_BODIES_NOT_KEPT" }]);
    expect(stage.eventsOf("store-abandoned").map(({ write }) => write)).toEqual(Array(3).fill("too-large"));
  });
});

function failing(backend: Backend, at: "create" | "write" | "commit"): Backend {
  const { bodies } = backend;
  if (bodies === undefined) return backend;
  const fail = (): never => {
    throw new Error(`${at} fails`);
  };
  const create: BodyStore["create"] = async (...args) => {
    if (at === "create") fail();
    const writer = await bodies.create(...args);
    return {
      write: (chunk) => (at === "write" ? fail() : writer.write(chunk)),
      commit: () => (at === "commit" ? fail() : writer.commit()),
      abort: () => writer.abort(),
    };
  };
  return {
    ...backend,
    bodies: { create, open: (...args) => bodies.open(...args), keep: (...args) => bodies.keep(...args) },
  };
}
