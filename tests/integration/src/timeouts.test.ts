import type { Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate, settled, until } from "./gate.ts";
import { bytesOf, openStage } from "./stage.ts";

const LATE = new Error("it took too long");

describe("a caller whose time is over", () => {
  it("gets what may stand in for a failure, and the exchange ends where nobody else waits for it", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: true });
    stage.origin.answer("/a", { body: "1" }, { fault: "hang" });
    await stage.ask("/a");
    stage.clock.advance(120_000);
    const timeout = new AbortController();
    const signals: { readonly aborted: boolean }[] = [];
    const send: Send = (request, context) => {
      if (context.signal !== undefined) signals.push(context.signal);
      return httpSend(request, context);
    };
    const asking = stage.ask(stage.request("/a", { timeout: timeout.signal }), undefined, { send });
    await until(() => stage.asked("/a") === 2, "the origin is asked again");
    timeout.abort(LATE);
    const { text, cache } = await asking;
    expect([text, cache.kind, cache.reason]).toEqual(["1", "stale", "network"]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("gets the timeout's reason where nothing may stand in", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" }, { fault: "hang" });
    await stage.ask("/a");
    stage.clock.advance(120_000);
    const timeout = new AbortController();
    const asking = stage.ask(stage.request("/a", { timeout: timeout.signal }));
    await until(() => stage.asked("/a") === 2, "the origin is asked again");
    timeout.abort(LATE);
    await expect(asking).rejects.toBe(LATE);
  });

  it.each(["leader", "follower"] as const)("as the %s leaves those alone who wait on", async (role) => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    const held = gate();
    const send: Send = async (request, context) => {
      await held.opened;
      return httpSend(request, context);
    };
    const timeout = new AbortController();
    const leaving = new AbortController();
    const hasty = stage.request("/a", { timeout: timeout.signal, signal: leaving.signal });
    const patient = stage.request("/a");
    const [first, second] = role === "leader" ? [hasty, patient] : [patient, hasty];
    const asked = [first, second].map((request) => stage.ask(request, undefined, { send }));
    const third = stage.ask(patient, undefined, { send });
    await settled();
    timeout.abort(LATE);
    await expect(asked[role === "leader" ? 0 : 1]).rejects.toBe(LATE);
    // Who has left cannot leave again in another's stead.
    leaving.abort(new Error("left twice"));
    held.open();
    expect((await third).text).toBe("1");
    expect((await asked[role === "leader" ? 1 : 0])?.text).toBe("1");
    expect(stage.asked("/a")).toBe(1);
  });

  it.each(["in a record", "outside it"])(
    "gives a signal's TimeoutError as its reason, and reads to its end what stood in, stored %s",
    async (where) => {
      await using stage = await openStage({
        expireAfter: 60,
        staleIfError: true,
        inlineBytes: where === "outside it" ? 1 : 100,
      });
      stage.origin.answer("/a", { body: "stored" }, { fault: "hang" });
      await stage.ask("/a");
      await stage.cache.flush();
      stage.clock.advance(120_000);
      const leaving = new AbortController();
      const asking = stage.ask(stage.request("/a", { signal: leaving.signal }));
      await until(() => stage.asked("/a") === 2, "the origin is asked again");
      leaving.abort(new DOMException("time is over", "TimeoutError"));
      const { text, cache } = await asking;
      expect([text, cache.kind]).toEqual(["stored", "stale"]);
    },
  );

  it("has nothing to stand in where he leaves for another reason", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: true });
    stage.origin.answer("/a", { body: "1" }, { fault: "hang" });
    await stage.ask("/a");
    stage.clock.advance(120_000);
    const leaving = new AbortController();
    const asking = stage.ask(stage.request("/a", { signal: leaving.signal }));
    await until(() => stage.asked("/a") === 2, "the origin is asked again");
    leaving.abort(LATE);
    await expect(asking).rejects.toBe(LATE);
  });

  it.each(["GET", "POST"])("whose answer to a %s has begun gets no more of it", async (method) => {
    await using stage = await openStage();
    const leaving = new AbortController();
    const late = new DOMException("time is over", "TimeoutError");
    const request = stage.request("/a", { method, signal: leaving.signal });
    const send: Send = async ({ url }) => ({
      status: 200,
      url,
      headers: [],
      coding: "wire",
      body: (async function* () {
        yield new Uint8Array([1]);
        await new Promise(() => undefined);
      })(),
    });
    const response = await stage.cache.handle(request, send);
    const reading = bytesOf(response);
    await settled();
    leaving.abort(late);
    await expect(reading).rejects.toBe(late);
  });
});
