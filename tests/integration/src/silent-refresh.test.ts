import type { Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { afterEach, describe, expect, it, vi } from "vitest";
import { gate } from "./gate.ts";
import { openStage, type Stage } from "./stage.ts";

const MINUTE_MS = 60_000;

afterEach(() => void vi.useRealTimers());

/** A transport whose background requests never settle, as long as `hangs`, whatever becomes of their signal. */
function hangingSend(): { send: Send; state: { hangs: boolean }; hanging: Promise<void>; aborted(): number } {
  const state = { hangs: true };
  const hanging = gate();
  let aborted = 0;
  const send: Send = (request, context) => {
    if (context.why !== "refresh" || !state.hangs) return httpSend(request, context);
    context.signal?.addEventListener("abort", () => {
      aborted += 1;
    });
    hanging.open();
    return new Promise(() => undefined);
  };
  return { send, state, hanging: hanging.opened, aborted: () => aborted };
}

async function staleStage(): Promise<Stage> {
  const stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
  stage.origin.answer("/a", { body: "1" }, { body: "2" });
  await stage.ask("/a");
  stage.clock.advance(2 * MINUTE_MS);
  return stage;
}

describe("a refresh in the background that never settles", () => {
  it("is given up once a later request finds it silent for a minute, and tried again", async () => {
    await using stage = await staleStage();
    const { send, state, hanging, aborted } = hangingSend();
    expect((await stage.ask("/a", undefined, { send })).text).toBe("1");
    await hanging;
    state.hangs = false;
    stage.clock.advance(MINUTE_MS - 1);
    await stage.ask("/a", undefined, { send });
    expect([stage.asked("/a"), aborted()]).toEqual([1, 0]);
    stage.clock.advance(1);
    await stage.ask("/a", undefined, { send });
    await stage.told("refreshed");
    expect([aborted(), stage.eventsOf("refresh-failed").length]).toEqual([1, 1]);
    expect((await stage.ask("/a", undefined, { send })).text).toBe("2");
  });

  it("holds up neither flush nor the next refresh for more than two minutes", async () => {
    await using stage = await staleStage();
    const { send, state, aborted } = hangingSend();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate"] });
    await stage.ask("/a", undefined, { send });
    const flushed = stage.cache.flush();
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    await flushed;
    vi.useRealTimers();
    expect(aborted()).toBe(1);
    state.hangs = false;
    stage.clock.advance(1_000);
    await stage.ask("/a", undefined, { send });
    await stage.told("refreshed");
  });

  it("lets a request that has joined it ask by itself", async () => {
    await using stage = await staleStage();
    const { send, state } = hangingSend();
    await stage.ask("/a", undefined, { send });
    state.hangs = false;
    const joining = stage.ask("/a", { refresh: true }, { send });
    await new Promise((resolve) => setImmediate(resolve));
    stage.clock.advance(2 * MINUTE_MS);
    await stage.ask("/a", undefined, { send });
    expect((await joining).text).toBe("2");
  });
});
