import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Chunks, Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { openStore, type StoreKind } from "./stores.ts";

const WITH_BODIES: readonly StoreKind[] = ["memory", "sqlite", "tiered"];
const LARGE = Array.from({ length: 40_000 }, (_, i) => `line ${i}\n`).join("");

describe.each(WITH_BODIES)("a body too large for its record, in %s", (kind) => {
  it("is kept outside of it and comes back byte for byte", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, inlineBytes: 1_000 });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: LARGE });
    expect((await stage.ask("/a")).text).toBe(LARGE);
    await stage.cache.flush();
    const hit = await stage.ask("/a");
    expect([hit.cache.kind, hit.text === LARGE]).toEqual(["hit", true]);
    expect(hit.response.body).not.toBeInstanceOf(Uint8Array);
    expect(await stage.cache.size()).toBe(LARGE.length);
    const stored = await stage.cache.get(stage.request("/a"));
    expect([stored?.bytes, (await stored?.body())?.length]).toEqual([LARGE.length, LARGE.length]);
    const head = await stage.ask(stage.request("/a", { method: "HEAD" }));
    expect([head.cache.kind, head.text]).toEqual(["hit", ""]);
  });

  it("outlives a 304, a new expiration, and a sweep", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, inlineBytes: 1_000, expireAfter: 60 });
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"' }, body: LARGE },
      { status: 304, headers: { "X-New": "1" } },
    );
    await stage.ask("/a");
    await stage.cache.flush();
    stage.clock.advance(61_000);
    const confirmed = await stage.ask("/a");
    expect([confirmed.cache.kind, confirmed.text === LARGE]).toEqual(["revalidated", true]);
    await stage.cache.flush();
    expect(await stage.cache.resetExpiration("1d")).toBe(1);
    stage.clock.advance(7_200_000);
    await stage.cache.deleteExpired();
    const hit = await stage.ask("/a");
    expect([hit.cache.kind, hit.text === LARGE, hit.field("x-new")]).toEqual(["hit", true, "1"]);
  });

  it("that is replaced is read to its end by who has begun", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, inlineBytes: 1_000 });
    stage.origin.answer("/a", { body: LARGE }, { body: "new" });
    await stage.ask("/a");
    await stage.cache.flush();
    const { body } = await stage.cache.handle(stage.request("/a"), () =>
      Promise.reject(new Error("not asked")),
    );
    // The cast: it stands outside the record, so it is a stream.
    const chunks = (body as Chunks)[Symbol.asyncIterator]();
    let got = Buffer.from((await chunks.next()).value ?? "").toString();
    await stage.ask("/a", { forceRefresh: true });
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("new");
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
      got += Buffer.from(next.value).toString();
    expect(got === LARGE).toBe(true);
  });

  it("stops where its caller aborts while it is read from the store", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, inlineBytes: 1_000 });
    stage.origin.answer("/a", { body: LARGE });
    await stage.ask("/a");
    await stage.cache.flush();
    const leaving = new AbortController();
    const { body, cache } = await stage.cache.handle(
      stage.request("/a", { signal: leaving.signal }),
      httpSend,
    );
    // The cast: it stands outside the record, so it is a stream.
    const chunks = (body as Chunks)[Symbol.asyncIterator]();
    await chunks.next();
    const reason = new Error("enough");
    leaving.abort(reason);
    await expect(chunks.next()).rejects.toBe(reason);
    expect(cache.kind).toBe("hit");
    expect((await stage.ask("/a")).text === LARGE).toBe(true);
  });

  it("that its reader spoils chunk by chunk is stored as it was", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, inlineBytes: 1_000 });
    stage.origin.answer("/a", { body: LARGE });
    const { body } = await stage.cache.handle(stage.request("/a"), httpSend);
    // The cast: node:http gives a stream.
    for await (const chunk of body as Chunks) chunk.fill(0);
    await stage.cache.flush();
    const hit = await stage.ask("/a");
    expect([hit.cache.kind, hit.text === LARGE]).toEqual(["hit", true]);
  });

  it("20 MB pass with flat memory", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    const piece = Buffer.alloc(65_536, 7);
    const total = 320 * piece.length;
    const send: Send = async ({ url }) => ({
      status: 200,
      url,
      headers: [],
      coding: "decoded",
      body: repeated(piece, 320),
    });
    const leaving = new AbortController();
    const request = stage.request("/a", { signal: leaving.signal });
    const most = await peakOf(async (look) => {
      for (let i = 0; i < 2; i += 1) {
        let bytes = 0;
        const hash = createHash("sha256");
        const { body } = await stage.cache.handle(request, send);
        // The cast: so large a body is a stream.
        for await (const chunk of body as Chunks) {
          bytes += chunk.length;
          hash.update(chunk);
          look();
        }
        await stage.cache.flush();
        expect([bytes, hash.digest("hex")]).toEqual([total, hashOf(piece, 320)]);
      }
    });
    // Memory keeps the body itself; SQLite must not.
    expect(most).toBeLessThan(kind === "memory" ? total + 12_000_000 : 12_000_000);
    expect(await stage.cache.stats()).toMatchObject({ hits: 1, misses: 1, bytes: total });
  }, 60_000);
});

async function* repeated(piece: Uint8Array, times: number): Chunks {
  for (let i = 0; i < times; i += 1) yield new Uint8Array(piece);
}

function hashOf(piece: Uint8Array, times: number): string {
  const hash = createHash("sha256");
  for (let i = 0; i < times; i += 1) hash.update(piece);
  return hash.digest("hex");
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** The most bytes of buffers that were held at once, beyond those at the beginning. */
async function peakOf(work: (look: () => void) => Promise<void>): Promise<number> {
  const held = (): number => process.memoryUsage().arrayBuffers;
  collectGarbage();
  const before = held();
  let most = 0;
  let looks = 0;
  await work(() => {
    looks += 1;
    if (looks % 16 !== 0) return;
    collectGarbage();
    most = Math.max(most, held() - before);
  });
  return most;
}
