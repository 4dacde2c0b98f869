import { afterEach, describe, expect, it, vi } from "vitest";
import { gate } from "../../../test/gate.ts";
import { mapBackend } from "../../../test/map-backend.ts";
import type { Backend } from "../../contracts/backend.ts";
import type { CacheEvent } from "../../contracts/events.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import { eventHub } from "../../platform/events/event-hub.ts";
import { elapsedMsOf } from "../../platform/time/elapsed.ts";
import { backendHandle } from "./backend-handle.ts";
import { asFailure, backendGuard, type GuardOptions } from "./guard-backend.ts";
import { withinDeadline } from "./within-deadline.ts";

const BROKEN = new Error("broken");
const broken = (): never => {
  throw BROKEN;
};

interface Setup {
  readonly guard: ReturnType<typeof backendGuard>;
  readonly events: CacheEvent[];
  readonly clock: { now: number };
}

function setup(options: Partial<GuardOptions> = {}, backend: Partial<Backend> = {}): Setup {
  const told: CacheEvent[] = [];
  const clock = { now: 0 };
  const events = eventHub((event) => told.push(event));
  const ticking = { nowMs: () => clock.now };
  const source = { ...mapBackend("map", "bytes", ticking.nowMs), ...backend };
  const handle = backendHandle(source, {
    cacheName: undefined,
    serializer: undefined,
    clock: ticking,
    events,
    backendDeadlineMs: 1_000,
  });
  const guard = backendGuard(handle, {
    deadlineMs: Number.POSITIVE_INFINITY,
    circuitBreaker: { failures: 2, pauseMs: 100 },
    onBackendError: "bypass",
    elapsedMs: elapsedMsOf(ticking),
    events,
    ...options,
  });
  return { guard, events: told, clock };
}

describe("a guarded call", () => {
  it("opens the backend first, and answers at once where the backend does", async () => {
    const { guard, events } = setup();
    await guard.call("find", ({ backend }) => backend.name, "otherwise");
    expect(guard.call("find", ({ backend }) => backend.name, "otherwise")).toBe("map");
    expect(events).toEqual([]);
  });

  it.each([
    ["throws", broken],
    ["rejects", () => Promise.reject(BROKEN)],
  ])("that %s is one event and the other value", async (_how, call) => {
    const { guard, events } = setup();
    expect(await guard.call("find", call, "otherwise")).toBe("otherwise");
    expect(events).toMatchObject([
      { kind: "backend-failed", operation: "find", error: { code: "RCACHE_BACKEND_FAILED", cause: BROKEN } },
    ]);
  });

  it("is not made where the backend does not open", async () => {
    const { guard, events } = setup({}, { open: () => Promise.reject(BROKEN) });
    let calls = 0;
    const call = (): number => {
      calls += 1;
      return calls;
    };
    expect([await guard.call("find", call, 0), calls, events.length]).toEqual([0, 0, 1]);
  });

  it("throws what is a mistake of set-up, without an event", () => {
    const mistake = new RcacheError("RCACHE_PACKAGE_MISSING", "none", { remedy: "install it" });
    const { guard, events } = setup();
    const call = (): never => {
      throw mistake;
    };
    expect(() => guard.call("find", call, 0)).toThrow(mistake);
    expect(events).toEqual([]);
  });

  it("throws every failure with onBackendError: 'throw', and tells of it", async () => {
    const { guard, events } = setup({ onBackendError: "throw" });
    expect(() => guard.call("find", broken, 0)).toThrow(/RCACHE_BACKEND_FAILED: find: broken/);
    await expect(guard.call("put", () => Promise.reject(BROKEN), 0)).rejects.toMatchObject({ cause: BROKEN });
    expect(events.map(({ kind }) => kind)).toEqual(["backend-failed", "backend-failed", "warning"]);
    expect(() => guard.call("find", broken, 0)).toThrow(/RCACHE_BACKEND_PAUSED/);
  });
});

describe("the breaker", () => {
  it("opens at the failures in a row, once, and closes with the pause", () => {
    const { guard, events, clock } = setup();
    const results = [1, 2, 3].map(() => guard.call("find", broken, "otherwise"));
    expect(results).toEqual(["otherwise", "otherwise", "otherwise"]);
    expect(events.map(({ kind }) => kind)).toEqual(["backend-failed", "backend-failed", "warning"]);
    clock.now = 99;
    expect([guard.isPaused(), guard.call("find", () => "called", "otherwise")]).toEqual([true, "otherwise"]);
    clock.now = 100;
    expect([guard.isPaused(), guard.call("find", () => "called", "otherwise")]).toEqual([false, "called"]);
  });

  it("is no longer open because the clock was set back a month", () => {
    const { guard, clock } = setup();
    for (let i = 0; i < 2; i += 1) guard.call("find", broken, 0);
    clock.now = -30 * 86_400_000;
    clock.now += 100;
    expect([guard.isPaused(), guard.call("find", () => "called", "otherwise")]).toEqual([false, "called"]);
  });

  it("a success starts the count anew", () => {
    const { guard, events } = setup();
    for (const call of [broken, () => 1, broken, () => 1, broken]) guard.call("find", call, 0);
    expect(events.map(({ kind }) => kind)).toEqual(Array(3).fill("backend-failed"));
  });

  it("is not told anew by the failures of what was asked before", async () => {
    const { guard, events } = setup();
    const asked = Array.from({ length: 6 }, () => guard.call("find", () => Promise.reject(BROKEN), 0));
    await Promise.all(asked);
    expect(events.filter(({ kind }) => kind === "warning").length).toBe(1);
  });

  it("is off with false", () => {
    const { guard, events } = setup({ circuitBreaker: false });
    for (let i = 0; i < 9; i += 1) guard.call("find", broken, 0);
    expect([events.length, guard.isPaused()]).toEqual([9, false]);
  });
});

describe("a call in line", () => {
  const never = (): Promise<string> => new Promise(() => undefined);
  afterEach(() => void vi.useRealTimers());

  it("may take longer than the deadline while others of its kind are answered", async () => {
    vi.useFakeTimers();
    const { guard, events } = setup({ deadlineMs: 10 });
    const gates = [gate(), gate(), gate()];
    const results = gates.map(({ opened }, i) =>
      guard.callInLine("put", () => opened.then(() => `stored ${i}`), "failed"),
    );
    for (const { open } of gates) {
      await vi.advanceTimersByTimeAsync(9);
      open();
    }
    expect(await Promise.all(results)).toEqual(["stored 0", "stored 1", "stored 2"]);
    expect(events).toEqual([]);
  });

  it("ends at the deadline where the line does not move, whatever else is answered", async () => {
    vi.useFakeTimers();
    const { guard, events } = setup({ deadlineMs: 10 });
    const stuck = guard.callInLine("put", never, "failed");
    await vi.advanceTimersByTimeAsync(5);
    expect(await guard.call("find", () => Promise.resolve("found"), "failed")).toBe("found");
    await vi.advanceTimersByTimeAsync(6);
    expect(await stuck).toBe("failed");
    expect(events).toMatchObject([
      { kind: "backend-failed", operation: "put", error: { code: "RCACHE_BACKEND_TIMEOUT" } },
    ]);
  });

  it("does not open the breaker where the backend has answered others meanwhile: it is slow, not broken", async () => {
    vi.useFakeTimers();
    const { guard, events } = setup({ deadlineMs: 10 });
    const slow = Array.from({ length: 5 }, () => guard.call("find", never, "failed"));
    expect(await guard.call("find", () => Promise.resolve("found"), "failed")).toBe("found");
    await vi.advanceTimersByTimeAsync(11);
    expect(await Promise.all(slow)).toEqual(Array(5).fill("failed"));
    expect([guard.isPaused(), events.map(({ kind }) => kind)]).toEqual([
      false,
      Array(5).fill("backend-failed"),
    ]);
  });
});

describe("withinDeadline", () => {
  it("rejects where it takes longer, and what comes late is nobody's", async () => {
    const { opened, open } = gate();
    const late = opened.then(broken);
    await expect(withinDeadline(late, "find", 1)).rejects.toMatchObject({
      code: "RCACHE_BACKEND_TIMEOUT",
      message: expect.stringContaining("find did not answer within 1 ms"),
    });
    open();
    await late.catch(() => undefined);
  });

  it("is the promise itself without one", () => {
    const result = Promise.resolve(1);
    expect(withinDeadline(result, "find", Number.POSITIVE_INFINITY)).toBe(result);
  });
});

describe("asFailure", () => {
  it("keeps an error with a code, and wraps anything else", () => {
    const own = new RcacheError("RCACHE_FOREIGN_STORE", "not ours", { remedy: "move it" });
    expect(asFailure("open", own)).toBe(own);
    expect(asFailure("open", "a text")).toMatchObject({
      code: "RCACHE_BACKEND_FAILED",
      message: expect.stringContaining("a text"),
    });
  });
});
