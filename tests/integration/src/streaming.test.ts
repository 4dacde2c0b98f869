import type { Chunks, HandledResponse, Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate, settled, until } from "./gate.ts";
import { bytesOf, openStage, read } from "./stage.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function* pieces(...values: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const value of values) yield text(value);
}

function chunksOf({ body }: HandledResponse): AsyncIterator<Uint8Array> {
  if (body === null || body instanceof Uint8Array) throw new TypeError("the body is not a stream");
  return body[Symbol.asyncIterator]();
}

/** A transport whose body is this. */
function sending(body: Chunks, headers: readonly (readonly [string, string])[] = []): Send {
  return async ({ url }) => ({ status: 200, url, headers, body, coding: "decoded" });
}

describe("a streamed answer", () => {
  it("gives its first byte before the origin has sent its last", async () => {
    await using stage = await openStage();
    const hold = gate();
    stage.origin.answer("/a", { body: pieces("first ", "last"), hold: hold.opened });
    const chunks = chunksOf(await stage.cache.handle(stage.request("/a"), httpSend));
    expect(Buffer.from((await chunks.next()).value ?? "").toString()).toBe("first ");
    expect(await stage.cache.count()).toBe(0);
    hold.open();
    expect(Buffer.from((await chunks.next()).value ?? "").toString()).toBe("last");
    expect((await chunks.next()).done).toBe(true);
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("first last");
    expect(stage.asked("/a")).toBe(1);
  });

  it("of small unknown length is stored, although nobody reads it", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: pieces("one ", "two") });
    await stage.cache.handle(stage.request("/a"), httpSend);
    await stage.told("stored");
    expect((await stage.ask("/a")).text).toBe("one two");
    expect(stage.asked("/a")).toBe(1);
  });

  it("is asked for no faster than it is read, once it is too large to read ahead", async () => {
    await using stage = await openStage({ inlineBytes: 1_000, readAheadBytes: 10_000 });
    let made = 0;
    const body = (async function* () {
      for (; made < 100; made += 1) yield new Uint8Array(5_000);
    })();
    const chunks = chunksOf(await stage.cache.handle(stage.request("/a"), sending(body)));
    await settled();
    const before = made;
    expect(before).toBeLessThan(6);
    await chunks.next();
    await settled();
    expect([made - before <= 1, made < 10]).toEqual([true, true]);
    await chunks.return?.();
  });

  it.each([["truncate", "the caller's read fails, nothing is stored, and what was stored stays"]] as const)(
    "F23 that breaks off (%s): %s",
    async (fault) => {
      await using stage = await openStage();
      stage.origin.answer("/a", { body: "old" }, { body: "0123456789", fault });
      await stage.ask("/a");
      const broken = await stage.cache.handle(stage.request("/a"), httpSend, { forceRefresh: true });
      await expect(read(broken)).rejects.toThrow(/aborted/);
      await stage.told("store-abandoned");
      expect(stage.eventsOf("store-abandoned")).toMatchObject([{ write: "incomplete" }]);
      expect((await stage.ask("/a")).text).toBe("old");
    },
  );

  it.each([
    ["shorter", "9"],
    ["longer", "11"],
  ])("F24 that ends well but was announced as %s is not stored", async (_what, length) => {
    await using stage = await openStage();
    const send =
      (body: Chunks | Uint8Array<ArrayBuffer>): Send =>
      async ({ url }) => ({
        status: 200,
        url,
        headers: [["content-length", length]],
        body,
        coding: "wire",
      });
    expect((await stage.ask("/a", undefined, { send: send(pieces("0123456789")) })).text).toBe("0123456789");
    expect((await stage.ask("/a", undefined, { send: send(new Uint8Array(10)) })).text).toHaveLength(10);
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(0);
    expect(stage.eventsOf("store-abandoned").map(({ write }) => write)).toEqual(["incomplete", "incomplete"]);
  });

  it("F25 whose reader leaves is not stored, and the origin's connection is ended, although it hangs", async () => {
    await using stage = await openStage({ quickAbortMs: 0 });
    const never = gate();
    stage.origin.answer("/a", { body: pieces("first ", "last"), hold: never.opened });
    const signals: { readonly aborted: boolean }[] = [];
    const send: Send = (request, context) => {
      if (context.signal !== undefined) signals.push(context.signal);
      return httpSend(request, context);
    };
    const chunks = chunksOf(await stage.cache.handle(stage.request("/a"), send));
    await chunks.next();
    await chunks.return?.();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    await stage.told("store-abandoned");
    expect(await stage.cache.count()).toBe(0);
    never.open();
  });

  it("F25 whose caller aborts while it reads fails with the reason, and ends the origin's connection", async () => {
    await using stage = await openStage();
    const never = gate();
    stage.origin.answer("/a", { body: pieces("first ", "last"), hold: never.opened });
    const leaving = new AbortController();
    const chunks = chunksOf(
      await stage.cache.handle(stage.request("/a", { signal: leaving.signal }), httpSend),
    );
    await chunks.next();
    const next = chunks.next();
    const reason = new Error("enough");
    leaving.abort(reason);
    await expect(next).rejects.toBe(reason);
    await stage.told("store-abandoned");
    expect(await stage.cache.count()).toBe(0);
    never.open();
  });

  it("of a request that passes the cache fails so too, with a transport that does not listen", async () => {
    await using stage = await openStage();
    const never = gate();
    const hangs = async function* (): Chunks {
      yield text("first");
      await never.opened;
    };
    const leaving = new AbortController();
    const request = stage.request("/a", { signal: leaving.signal });
    const chunks = chunksOf(await stage.cache.handle(request, sending(hangs()), { disabled: true }));
    await chunks.next();
    const next = chunks.next();
    const reason = new Error("enough");
    leaving.abort(reason);
    await expect(next).rejects.toBe(reason);
    never.open();
  });

  it("whose reader leaves goes on for a follower", async () => {
    await using stage = await openStage();
    const hold = gate();
    stage.origin.answer("/a", { body: pieces("first ", "last"), hold: hold.opened });
    const chunks = chunksOf(await stage.cache.handle(stage.request("/a"), httpSend));
    const follower = stage.ask("/a");
    await settled();
    await chunks.next();
    await chunks.return?.();
    hold.open();
    const { cache, text: whole } = await follower;
    expect([cache.kind, whole, stage.asked("/a")]).toEqual(["joined", "first last", 1]);
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it("whose reader and whose last follower leave ends the origin's connection", async () => {
    await using stage = await openStage();
    const never = gate();
    stage.origin.answer("/a", { body: pieces("first ", "last"), hold: never.opened });
    const signals: { readonly aborted: boolean }[] = [];
    const send: Send = (request, context) => {
      if (context.signal !== undefined) signals.push(context.signal);
      return httpSend(request, context);
    };
    const chunks = chunksOf(await stage.cache.handle(stage.request("/a"), send));
    const leaving = new AbortController();
    const follower = stage.ask(stage.request("/a", { signal: leaving.signal }));
    await settled();
    await chunks.return?.();
    expect(signals[0]?.aborted).toBe(false);
    leaving.abort(new Error("enough"));
    await expect(follower).rejects.toThrow("enough");
    expect(signals[0]?.aborted).toBe(true);
    await stage.told("store-abandoned");
    never.open();
  });

  it("a second iteration of the same body reads nothing twice", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: pieces("one ", "two") });
    const answer = await stage.cache.handle(stage.request("/a"), httpSend);
    expect((await read(answer)).text).toBe("one two");
    expect((await bytesOf(answer)).length).toBe(0);
  });

  it("F29 a body that was decoded is not measured by the length on the wire", async () => {
    await using stage = await openStage();
    const send: Send = async ({ url }) => ({
      status: 200,
      url,
      headers: [
        ["content-encoding", "gzip"],
        ["content-length", "3"],
      ],
      body: pieces("0123456789"),
      coding: "decoded",
    });
    await stage.ask("/a", undefined, { send });
    const hit = await stage.ask("/a");
    expect([hit.cache.kind, hit.text, hit.response.coding]).toEqual(["hit", "0123456789", "decoded"]);
  });

  it("flush right after the last byte waits for the store", async () => {
    await using stage = await openStage({ inlineBytes: 10 });
    for (const [path, body] of [
      ["/small", "123"],
      ["/large", "x".repeat(100_000)],
    ] as const) {
      stage.origin.answer(path, { body });
      await stage.ask(path);
      await stage.cache.flush();
      expect((await stage.ask(path)).cache.kind).toBe("hit");
    }
    expect(await stage.cache.count()).toBe(2);
    await until(() => stage.eventsOf("stored").length === 2, "both are told of");
  });
});
