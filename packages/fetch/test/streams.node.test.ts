import { memoryBackend } from "@rcache/backend-memory";
import { type ScriptedOrigin, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { createCachedFetch } from "../src/index.ts";

const MEGABYTE = 1_048_576;

describe.each([true, false])("a streamed body, lazyResponse: %s", (lazyResponse) => {
  it("arrives while the origin still holds the rest", async () => {
    const { hold, release } = gate();
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: pieces("first", "second"), hold });
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse });
    const stored = new Promise((resolve) => fetch.cache.on("stored", resolve));
    const response = await fetch(`${origin.url}/a`);
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
    release();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("second");
    expect((await reader?.read())?.done).toBe(true);
    await stored;
    const hit = await fetch(`${origin.url}/a`);
    expect([hit.fromCache, await hit.text()]).toEqual([true, "firstsecond"]);
  });

  it("of many megabytes is stored byte for byte, read by stream both times", async () => {
    await using origin = await scriptedOrigin();
    const body = patterned(9 * MEGABYTE);
    origin.answer("/a", { body: inPieces(body, 100_003) });
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse, inlineBytes: MEGABYTE });
    const stored = new Promise((resolve) => fetch.cache.on("stored", resolve));
    const miss = await collected(await fetch(`${origin.url}/a`));
    await stored;
    const hit = await fetch(`${origin.url}/a`);
    expect(hit.fromCache).toBe(true);
    expect(Buffer.compare(miss, body)).toBe(0);
    expect(Buffer.compare(await collected(hit), body)).toBe(0);
    expect(Buffer.compare(await (await fetch(`${origin.url}/a`)).bytes(), body)).toBe(0);
  });

  it("fails where it breaks off, and is not stored", async () => {
    await using origin = await scriptedOrigin();
    const cut = { body: patterned(MEGABYTE), fault: "truncate" } as const;
    origin.answer("/a", cut, { body: "whole" });
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse });
    await expect((await fetch(`${origin.url}/a`)).text()).rejects.toBeInstanceOf(TypeError);
    const next = await fetch(`${origin.url}/a`);
    expect([next.fromCache, await next.text()]).toEqual([false, "whole"]);
  });

  it("that is cancelled ends the exchange, and is not stored", async () => {
    await using origin = await endlessOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse });
    const response = await fetch(`${origin.url}/a`);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await fetch.cache.count()).toBe(0);
  });
});

describe.each([true, false])("an abort, lazyResponse: %s", (lazyResponse) => {
  it("before the request sends nothing", async () => {
    await using origin = await scriptedOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse });
    const signal = AbortSignal.abort();
    await expect(fetch(`${origin.url}/a`, { signal })).rejects.toMatchObject({ name: "AbortError" });
    await expect(fetch(new Request(`${origin.url}/a`, { signal }))).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(origin.requests).toEqual([]);
  });

  it("before the head rejects with the signal's reason", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { fault: "hang" });
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse });
    const controller = new AbortController();
    const asked = fetch(`${origin.url}/a`, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
  });

  it("while the body arrives fails the body with the signal's reason", async () => {
    await using origin = await endlessOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse });
    const controller = new AbortController();
    const response = await fetch(`${origin.url}/a`, { signal: controller.signal });
    const read = response.text();
    controller.abort();
    await expect(read).rejects.toMatchObject({ name: "AbortError" });
    expect(await fetch.cache.count()).toBe(0);
  });

  it("while the body arrives fails a stream that is being read", async () => {
    await using origin = await endlessOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse });
    const controller = new AbortController();
    const response = await fetch(`${origin.url}/a`, { signal: controller.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    controller.abort();
    await expect(
      (async () => {
        for (let read = await reader?.read(); read?.done === false; read = await reader?.read());
      })(),
    ).rejects.toMatchObject({ name: "AbortError" });
  });

  it("of one does not end what the others wait for", async () => {
    const { hold, release } = gate();
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "hello", hold });
    await using fetch = createCachedFetch({ backend: memoryBackend(), lazyResponse });
    const controller = new AbortController();
    const leaving = fetch(`${origin.url}/a`, { signal: controller.signal });
    const staying = fetch(`${origin.url}/a`);
    controller.abort();
    await expect(leaving).rejects.toMatchObject({ name: "AbortError" });
    release();
    expect(await (await staying).text()).toBe("hello");
  });
});

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function patterned(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 255);
}

async function collected(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

/** An origin whose body never ends. */
async function endlessOrigin(): Promise<ScriptedOrigin> {
  const origin = await scriptedOrigin();
  origin.answer("/a", { body: pieces("first", "never sent"), hold: new Promise(() => undefined) });
  return origin;
}

/** What an origin holds back until it is released. */
function gate(): { readonly hold: Promise<void>; readonly release: () => void } {
  let release = (): void => undefined;
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { hold, release };
}
