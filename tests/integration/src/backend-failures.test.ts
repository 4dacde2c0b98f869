import { memoryBackend } from "@rcache/backend-memory";
import { type Backend, frameSerializer, RcacheError } from "@rcache/core/backend";
import { faultyBackend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";
import { openStore } from "./stores.ts";

type Failing = "find" | "put" | "remove" | "invalidate" | "flush" | "lease" | "open";

const FAILURES: readonly (readonly [string, () => never | Promise<never>])[] = [
  [
    "throws",
    () => {
      throw new Error("broken");
    },
  ],
  ["rejects", () => Promise.reject(new Error("broken"))],
  ["hangs", () => new Promise<never>(() => undefined)],
];

/** A memory backend, one call of which goes wrong every time. */
function failing(operation: Failing, fail: () => never | Promise<never>): Backend {
  return { ...memoryBackend(), [operation]: fail };
}

/** What makes the engine call each of them, once. */
const OCCASIONS: { readonly [K in Exclude<Failing, "open">]: (stage: Stage) => Promise<unknown> } = {
  find: (stage) => stage.ask("/a"),
  put: (stage) => stage.ask("/a"),
  remove: async (stage) => {
    await stage.ask("/a");
    return stage.ask("/a", { filterFn: () => false });
  },
  invalidate: (stage) => stage.ask(stage.request("/a", { method: "POST" })),
  flush: async (stage) => {
    await stage.ask("/a");
    return stage.cache.flush();
  },
  lease: (stage) => stage.ask("/a"),
};

describe.each(FAILURES)("a backend that %s", (_how, fail) => {
  it.each(Object.keys(OCCASIONS) as (keyof typeof OCCASIONS)[])(
    "at %s costs no request, and tells once",
    async (operation) => {
      await using stage = await openStage({
        backend: failing(operation, fail),
        backendDeadlineMs: 20,
        ...(operation === "lease" ? { singleFlight: "across-processes" as const } : {}),
      });
      stage.origin.answer("/a", { body: "1" });
      await OCCASIONS[operation](stage);
      await stage.told("backend-failed");
      const [event, ...more] = stage.eventsOf("backend-failed");
      expect(more).toEqual([]);
      expect(event).toMatchObject({ operation });
      expect(event?.error).toBeInstanceOf(RcacheError);
      expect(event?.error.code).toMatch(/^RCACHE_BACKEND_(FAILED|TIMEOUT)$/);
      expect((await stage.ask(stage.request("/a", { method: "OPTIONS" }))).status).toBe(200);
    },
  );

  it("at open lets requests pass, with one event each, and makes ready() reject", async () => {
    await using stage = await openStage({ backend: failing("open", fail), backendDeadlineMs: 20 });
    stage.origin.answer("/a", { body: "1" });
    for (let i = 1; i <= 2; i += 1) {
      expect((await stage.ask("/a")).text).toBe("1");
      expect(stage.eventsOf("backend-failed")).toHaveLength(i);
    }
    if (_how !== "hangs")
      await expect(stage.cache.ready()).rejects.toMatchObject({ code: "RCACHE_BACKEND_FAILED" });
  });
});

describe("the deadline", () => {
  it("F21 bounds what a request waits for a lookup, and a late answer is ignored", async () => {
    const memory = memoryBackend();
    const backend = faultyBackend(memory, [{ operation: "find", nth: 2, fault: "delay", forMs: 60_000 }]);
    await using stage = await openStage({ backend, backendDeadlineMs: 20 });
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    await stage.ask("/a");
    const late = await stage.ask("/a");
    expect([late.text, late.cache.kind, late.cache.write]).toEqual(["2", "miss", "backend-failed"]);
    expect(stage.eventsOf("backend-failed")).toMatchObject([
      {
        operation: "find",
        error: { code: "RCACHE_BACKEND_TIMEOUT", message: expect.stringContaining("20 ms") },
      },
    ]);
    expect((await stage.ask("/a")).text).toBe("1");
  });

  it("does not hold the answer for a store that hangs", async () => {
    await using stage = await openStage({
      backend: failing("put", () => new Promise<never>(() => undefined)),
      backendDeadlineMs: 20,
    });
    stage.origin.answer("/a", { body: "1" });
    expect((await stage.ask("/a")).cache.write).toBe("pending");
    expect(stage.eventsOf("backend-failed")).toEqual([]);
    await stage.cache.flush();
    expect(stage.eventsOf("store-abandoned")).toMatchObject([{ write: "backend-failed" }]);
  });
});

describe("the breaker", () => {
  it("opens after so many failures in a row, and closes after its pause", async () => {
    const memory = memoryBackend();
    let calls = 0;
    let isDown = true;
    const find: Backend["find"] = (at, prefer) => {
      calls += 1;
      if (isDown) throw new Error("down");
      return memory.find(at, prefer);
    };
    await using stage = await openStage({
      backend: { ...memory, find },
      circuitBreaker: { failures: 3, pauseMs: 10_000 },
    });
    stage.origin.answer("/a", { body: "1" });
    for (let i = 0; i < 6; i += 1) expect((await stage.ask("/a")).status).toBe(200);
    expect([calls, stage.eventsOf("backend-failed").length]).toEqual([3, 3]);
    expect(stage.eventsOf("warning")).toMatchObject([{ code: "RCACHE_BACKEND_PAUSED" }]);
    isDown = false;
    stage.clock.advance(9_999);
    await stage.ask("/a");
    expect(calls).toBe(3);
    stage.clock.advance(1);
    await stage.ask("/a");
    await stage.cache.flush();
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it("counts failures in a row only", async () => {
    const faults = [1, 2, 4, 5].map((nth) => ({ operation: "find" as const, nth, fault: "throw" as const }));
    await using stage = await openStage({
      backend: faultyBackend(memoryBackend(), faults),
      circuitBreaker: { failures: 3, pauseMs: 10_000 },
    });
    stage.origin.answer("/a", { body: "1" });
    for (let i = 0; i < 6; i += 1) await stage.ask("/a");
    expect(stage.eventsOf("warning")).toEqual([]);
    expect(stage.eventsOf("backend-failed")).toHaveLength(4);
  });

  it("never opens with circuitBreaker: false", async () => {
    await using stage = await openStage({
      backend: failing("find", FAILURES[0]?.[1] ?? (() => Promise.reject())),
      circuitBreaker: false,
    });
    stage.origin.answer("/a", { body: "1" });
    for (let i = 0; i < 10; i += 1) await stage.ask("/a");
    expect(stage.eventsOf("backend-failed")).toHaveLength(10);
  });
});

describe("onBackendError: 'throw'", () => {
  it("rejects the request with the failure, and while the breaker is open", async () => {
    const broken = new Error("broken");
    await using stage = await openStage({
      backend: failing("find", () => Promise.reject(broken)),
      onBackendError: "throw",
      circuitBreaker: { failures: 1, pauseMs: 1_000 },
    });
    await expect(stage.ask("/a")).rejects.toMatchObject({ code: "RCACHE_BACKEND_FAILED", cause: broken });
    await expect(stage.ask("/a")).rejects.toMatchObject({ code: "RCACHE_BACKEND_PAUSED" });
    expect(stage.origin.requests).toEqual([]);
    stage.clock.advance(1_000);
  });
});

describe("records that cannot be read", () => {
  it.each([
    ["truncate", "corrupt"],
    ["flip", "corrupt"],
  ] as const)(
    "G-164, F7 a value that was damaged (%s) is a miss, told once, and replaced",
    async (fault, told) => {
      using store = openStore("sqlite");
      const backend = faultyBackend(store.backend, [{ operation: "find", nth: 2, fault }]);
      await using stage = await openStage({ backend });
      stage.origin.answer("/a", { body: "1" }, { body: "2" });
      await stage.ask("/a");
      await stage.cache.flush();
      expect((await stage.ask("/a")).text).toBe("2");
      expect(stage.eventsOf("record-unreadable")).toMatchObject([
        { fault: told, key: `GET ${stage.origin.url}/a` },
      ]);
      await stage.cache.flush();
      expect((await stage.ask("/a")).text).toBe("2");
      expect([await stage.cache.count(), stage.eventsOf("backend-failed")]).toEqual([1, []]);
    },
  );

  it("F9 what another serializer wrote is a miss and left alone", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    await stage.cache.flush();
    const other = stage.another({
      backend: store.backend,
      serializer: { ...frameSerializer, id: "of another version" },
    });
    expect((await stage.ask("/a", { readOnly: true }, { cache: other })).cache.kind).toBe("miss");
    expect(stage.eventsOf("record-unreadable")).toMatchObject([{ fault: "foreign" }]);
    await other.flush();
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it.each([
    ["nothing", undefined],
    ["something else", { records: "none" }],
  ])("a backend that finds %s is a failure like another", async (_what, found) => {
    // The cast: what a backend without types may answer.
    await using stage = await openStage({ backend: { ...memoryBackend(), find: () => found as never } });
    stage.origin.answer("/a", { body: "1" });
    expect((await stage.ask("/a")).text).toBe("1");
    expect(stage.eventsOf("backend-failed")).toHaveLength(1);
  });
});
