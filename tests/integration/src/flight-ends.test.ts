import { memoryBackend } from "@rcache/backend-memory";
import type { Send } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate, settled, until } from "./gate.ts";
import { openStage, read } from "./stage.ts";

const ENOUGH = new Error("enough");

/** A transport that waits to be told before it asks, and says how its signal stands. */
function heldSend() {
  const held = gate();
  const signals: { readonly aborted: boolean }[] = [];
  const send: Send = async (request, context) => {
    if (context.signal !== undefined) signals.push(context.signal);
    await held.opened;
    return httpSend(request, context);
  };
  return { held, signals, send };
}

describe("a caller who leaves", () => {
  it("rule 150 as a follower, leaves alone", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    const { held, signals, send } = heldSend();
    const leaving = new AbortController();
    const leader = stage.ask("/a", undefined, { send });
    const follower = stage.ask(stage.request("/a", { signal: leaving.signal }), undefined, { send });
    const other = stage.ask("/a", undefined, { send });
    await settled();
    leaving.abort(ENOUGH);
    await expect(follower).rejects.toBe(ENOUGH);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    held.open();
    expect([(await leader).text, (await other).text, stage.asked("/a")]).toEqual(["1", "1", 1]);
  });

  it.each([
    ["small", 10],
    ["too large for its record", 300_000],
  ])(
    "as the leader, leaves alone too: a follower gets the answer, %s, and it is stored",
    async (_size, bytes) => {
      await using stage = await openStage({ inlineBytes: 10_000 });
      const body = "x".repeat(bytes);
      stage.origin.answer("/a", { body });
      const { held, signals, send } = heldSend();
      const leaving = new AbortController();
      const leader = stage.ask(stage.request("/a", { signal: leaving.signal }), undefined, { send });
      const follower = stage.ask("/a", undefined, { send });
      await settled();
      leaving.abort(ENOUGH);
      await expect(leader).rejects.toBe(ENOUGH);
      expect(signals[0]?.aborted).toBe(false);
      held.open();
      expect((await follower).text).toBe(body);
      await stage.told("stored");
      expect((await stage.ask("/a")).cache.kind).toBe("hit");
      expect(stage.asked("/a")).toBe(1);
    },
  );

  it("as the last one, ends the request to the origin", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { fault: "hang" }, { body: "2" });
    const signals: { readonly aborted: boolean }[] = [];
    const send: Send = (request, context) => {
      if (context.signal !== undefined) signals.push(context.signal);
      return httpSend(request, context);
    };
    const leaving = new AbortController();
    const both = [0, 1].map(() =>
      stage.ask(stage.request("/a", { signal: leaving.signal }), undefined, { send }),
    );
    await until(() => stage.asked("/a") === 1, "the origin is asked");
    leaving.abort(ENOUGH);
    for (const asking of both) await expect(asking).rejects.toBe(ENOUGH);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it("before the origin is asked: it is not asked", async () => {
    const looking = gate();
    const memory = memoryBackend();
    const find: Backend["find"] = async (at, prefer) => {
      await looking.opened;
      return memory.find(at, prefer);
    };
    await using stage = await openStage({
      backend: { ...memory, find },
      backendDeadlineMs: Number.POSITIVE_INFINITY,
    });
    const leaving = new AbortController();
    let sends = 0;
    const send: Send = (...args) => {
      sends += 1;
      return httpSend(...args);
    };
    const asking = stage.ask(stage.request("/a", { signal: leaving.signal }), undefined, { send });
    await settled();
    leaving.abort(ENOUGH);
    await expect(asking).rejects.toBe(ENOUGH);
    looking.open();
    await settled();
    await expect(
      stage.ask(stage.request("/a", { signal: leaving.signal }), undefined, { send }),
    ).rejects.toBe(ENOUGH);
    expect(sends).toBe(0);
  });

  it("of a transport that does not listen: its late answer is let go of", async () => {
    await using stage = await openStage();
    const answer = gate();
    let returned = false;
    const send: Send = async (request) => {
      await answer.opened;
      const body = (async function* () {
        try {
          for (;;) yield new Uint8Array(1_000_000);
        } finally {
          returned = true;
        }
      })();
      return { status: 200, url: request.url, headers: [], body, coding: "decoded" };
    };
    const leaving = new AbortController();
    const asking = stage.ask(stage.request("/a", { signal: leaving.signal }), undefined, { send });
    leaving.abort(ENOUGH);
    await expect(asking).rejects.toBe(ENOUGH);
    answer.open();
    await until(() => returned, "the body is returned");
    expect(await stage.cache.count()).toBe(0);
  });
});

describe("a leader that fails", () => {
  it("rule 150 wakes its followers with its failure, and the next request asks anew", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { fault: "reset" }, { body: "2" });
    const asking = await Promise.allSettled([0, 1, 2].map(() => stage.ask("/a")));
    expect(asking.map(({ status }) => status)).toEqual(Array(3).fill("rejected"));
    expect(stage.asked("/a")).toBe(1);
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it("whose body breaks off lets its followers ask by themselves", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "cut in two", fault: "truncate" }, { body: "whole" });
    const asking = await Promise.allSettled([0, 1].map(() => stage.ask("/a")));
    expect(asking).toMatchObject([{ status: "rejected" }, { status: "fulfilled", value: { text: "whole" } }]);
  });

  it("with onBackendError: 'throw', because of the backend, leaves nobody waiting", async () => {
    const memory = memoryBackend();
    let puts = 0;
    const put: Backend["put"] = (record, seen) => {
      puts += 1;
      if (puts === 1) throw new Error("full");
      return memory.put(record, seen);
    };
    await using stage = await openStage({ backend: { ...memory, put }, onBackendError: "throw" });
    const body = new TextEncoder().encode("1");
    const send: Send = async (request) => ({
      status: 200,
      url: request.url,
      headers: [],
      body,
      coding: "decoded",
    });
    const asking = await Promise.allSettled([0, 1].map(() => stage.ask("/a", undefined, { send })));
    expect(asking.map(({ status }) => status)).toContain("rejected");
    expect((await stage.ask("/a", undefined, { send })).text).toBe("1");
  });
});

describe("a follower that has waited for flightWaitMs", () => {
  it("goes alone without storing, and later requests do not wait again", async () => {
    await using stage = await openStage({ flightWaitMs: 20 });
    const hold = gate();
    stage.origin.answer("/a", { hold: hold.opened, body: "first" }, { body: "second" }, { body: "third" });
    const leading = await stage.cache.handle(stage.request("/a"), httpSend);
    const late = await stage.ask("/a");
    expect([late.text, late.cache.kind, late.cache.write]).toEqual(["second", "miss", "overtaken"]);
    const next = await stage.ask("/a");
    expect([next.text, next.cache.kind, next.cache.write]).toEqual(["third", "miss", "pending"]);
    hold.open();
    expect((await read(leading)).text).toBe("first");
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(1);
    expect(stage.asked("/a")).toBe(3);
  });
});
