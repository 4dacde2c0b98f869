import { memoryBackend } from "@rcache/backend-memory";
import { type CachedFetch, createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { BODY_STORES, openBodyStore } from "./body-stores.ts";
import { settled, until } from "./gate.ts";
import { endless, type HeldOrigin, heldOrigin } from "./held-origin.ts";

/** No test waits so long: a follower that waits for a caller's reading would fail by the runner's own limit. */
const NEVER_MS = 3_600_000;

function originOf(bytes: number, headers: Readonly<Record<string, string>> = {}): Promise<HeldOrigin> {
  const body = Buffer.alloc(bytes, 7);
  return heldOrigin((response) => {
    response.writeHead(200, headers);
    response.end(body);
  });
}

async function lengthsOf(responses: readonly Response[]): Promise<readonly number[]> {
  return Promise.all(responses.map(async (response) => (await response.arrayBuffer()).byteLength));
}

describe.each(BODY_STORES)("with default settings and %s, a body within the read-ahead", (kind) => {
  const bytes = kind === "memory" ? 5_000_000 : 200_000;

  it("that nobody reads leaves a hit for the next request", async () => {
    using store = openBodyStore(kind);
    await using origin = await originOf(bytes);
    await using fetch = createCachedFetch({
      backend: store.backend,
      flightWaitMs: NEVER_MS,
      autoClose: true,
    });
    const unread = await fetch(`${origin.url}/a`);
    const hit = await fetch(`${origin.url}/a`);
    expect([hit.fromCache, hit.cache.kind, origin.asked()]).toEqual([true, "hit", 1]);
    expect(await lengthsOf([hit, unread])).toEqual([bytes, bytes]);
  });

  it("is one request to the origin for 20 at once, read in whatever order", async () => {
    using store = openBodyStore(kind);
    await using origin = await originOf(bytes);
    await using fetch = createCachedFetch({
      backend: store.backend,
      flightWaitMs: NEVER_MS,
      autoClose: true,
    });
    const responses = await Promise.all(Array.from({ length: 20 }, () => fetch(`${origin.url}/a`)));
    expect(await lengthsOf(responses.reverse())).toEqual(Array(20).fill(bytes));
    expect(origin.asked()).toBe(1);
  });

  it("beyond it holds nobody but its own caller, and is stored once", async () => {
    using store = openBodyStore(kind);
    await using origin = await originOf(400_000);
    const stored: string[] = [];
    await using fetch = createCachedFetch({
      backend: store.backend,
      autoClose: true,
      flightWaitMs: NEVER_MS,
      readAheadBytes: 100_000,
      inlineBytes: 10_000,
    });
    fetch.cache.on("stored", ({ write }) => stored.push(write));
    const unread = await fetch(`${origin.url}/a`);
    const others = await Promise.all([0, 1, 2].map(() => fetch(`${origin.url}/a`)));
    expect(await lengthsOf(others)).toEqual([400_000, 400_000, 400_000]);
    expect(others.map(({ cache }) => cache.write)).toEqual(Array(3).fill("overtaken"));
    expect([origin.asked(), stored]).toEqual([4, []]);
    expect(await lengthsOf([unread])).toEqual([400_000]);
    const hit = await fetch(`${origin.url}/a`);
    expect([hit.fromCache, await lengthsOf([hit]), origin.asked()]).toEqual([true, [400_000], 4]);
    await fetch.cache.flush();
    expect(stored).toEqual(["stored"]);
  });
});

describe("a body of a length that will not be read ahead to its end", () => {
  it("is waited for by nobody, from the beginning", async () => {
    await using origin = await heldOrigin((response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("x");
    });
    await using fetch = createCachedFetch({
      backend: memoryBackend(),
      flightWaitMs: NEVER_MS,
      readAheadBytes: 999,
    });
    await Promise.all([fetch(`${origin.url}/a`), fetch(`${origin.url}/a`)]);
    expect(origin.asked()).toBe(2);
  });
});

describe("what was read ahead in all caches of the process together", () => {
  it("is bounded, and what is read makes room for the others", async () => {
    await using origin = await originOf(400_000);
    const options = { flightWaitMs: NEVER_MS, totalReadAheadBytes: 500_000 };
    const opened: CachedFetch[] = [0, 1].map(() =>
      createCachedFetch({ backend: memoryBackend(), ...options }),
    );
    const [one, other] = opened;
    if (one === undefined || other === undefined) throw new Error("two were opened");
    const first = await one(`${origin.url}/a`);
    await until(() => origin.underWay() === 0, "the first body is read ahead");
    const second = await other(`${origin.url}/b`);
    const third = await other(`${origin.url}/b`);
    // The third waited for nobody: the second could not be read ahead.
    expect([origin.asked(), third.cache.write]).toEqual([3, "overtaken"]);
    expect(await lengthsOf([first])).toEqual([400_000]);
    await third.body?.cancel();
    await until(() => origin.underWay() === 0, "the second body is read ahead too");
    expect(await lengthsOf([second])).toEqual([400_000]);
    for (const fetch of opened) await fetch.close();
  });
});

describe("a body without end", () => {
  it("is passed through at its caller's pace and keeps nobody else", async () => {
    await using origin = await heldOrigin(endless);
    await using fetch = createCachedFetch({ backend: memoryBackend(), flightWaitMs: NEVER_MS });
    const leaving = new AbortController();
    const { signal } = leaving;
    const responses = [];
    for (let i = 0; i < 3; i += 1) responses.push(await fetch(`${origin.url}/a`, { signal }));
    expect(origin.asked()).toBe(3);
    leaving.abort();
    await until(() => origin.underWay() === 0, "the origin is left");
    expect(await fetch.cache.count()).toBe(0);
  });

  it.each([
    ["text/event-stream; charset=utf-8", {}],
    ["Text/Event-Stream", { cacheControl: true }],
    ["multipart/x-mixed-replace; boundary=x", {}],
  ])(
    "by its type (%s) is joined by nobody, reaches each reader as it comes, and is never stored",
    async (type, settings) => {
      await using origin = await heldOrigin((response) => {
        response.writeHead(200, { "content-type": type, "cache-control": "max-age=60" });
        response.write("data: 1\n\n");
      });
      await using fetch = createCachedFetch({
        backend: memoryBackend(),
        flightWaitMs: NEVER_MS,
        ...settings,
      });
      const both = await Promise.all([fetch(`${origin.url}/a`), fetch(`${origin.url}/a`)]);
      const third = await fetch(`${origin.url}/a`);
      for (const response of [...both, third]) {
        const reader = response.body?.getReader();
        expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("data: 1\n\n");
        await reader?.cancel();
        expect(response.cache).toMatchObject({ kind: "miss", store: "endless" });
      }
      await settled();
      expect([origin.asked(), await fetch.cache.count()]).toEqual([3, 0]);
    },
  );
});
