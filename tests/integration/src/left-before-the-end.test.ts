import { memoryBackend } from "@rcache/backend-memory";
import type { CacheOptions } from "@rcache/core";
import { createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { type Gate, gate, until } from "./gate.ts";
import { type Answering, type HeldOrigin, heldOrigin } from "./held-origin.ts";

const DONE = "data: [DONE]\n\n";

interface Answered {
  readonly origin: HeldOrigin;
  /** Sends what is missing. */
  readonly rest: Gate;
}

/** Sends everything up to the mark, and the rest when it is told. */
async function originThatSays(
  rest: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const told = gate();
  const answer: Answering = (response) => {
    response.writeHead(200, headers);
    response.write(`data: 1\n\n${DONE}`);
    void told.opened.then(() => response.end(rest));
  };
  return { origin: await heldOrigin(answer), rest: told };
}

function fetchWith(options: Partial<CacheOptions> = {}) {
  return createCachedFetch({ backend: memoryBackend(), allowableMethods: ["GET", "POST"], ...options });
}

/** Reads as SDKs do: up to their own end mark, and then no more. */
async function readToMark(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  let text = "";
  while (!text.includes(DONE)) text += Buffer.from((await reader?.read())?.value ?? []).toString();
  await reader?.cancel();
  return text;
}

const POST = { method: "POST", body: '{"stream":true}' };
/** So long that no test waits for its end. */
const PATIENT = { quickAbortMs: 600_000 };

describe("a body that its reader leaves a moment before its end", () => {
  it.each([
    ["events that answer a POST", POST, { "content-type": "text/event-stream; charset=utf-8" }],
    ["any other body", {}, {}],
    ["one of known length", {}, { "content-length": String(Buffer.byteLength(`data: 1\n\n${DONE}`) + 2) }],
  ])("is stored: %s", async (_what, init, headers) => {
    const { origin, rest } = await originThatSays("\n\n", headers);
    await using _origin = origin;
    await using fetch = fetchWith(PATIENT);
    expect(await readToMark(await fetch(origin.url, init))).toContain(DONE);
    rest.open();
    const second = await fetch(origin.url, init);
    expect([second.fromCache, await second.text()]).toEqual([true, `data: 1\n\n${DONE}\n\n`]);
    expect(origin.asked()).toBe(1);
  });

  it("is stored where it was left by the signal", async () => {
    const { origin, rest } = await originThatSays("\n");
    await using _origin = origin;
    await using fetch = fetchWith(PATIENT);
    const leaving = new AbortController();
    const response = await fetch(origin.url, { signal: leaving.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    await expect(reader?.read()).rejects.toMatchObject({ name: "AbortError" });
    rest.open();
    await fetch.cache.flush();
    expect((await fetch(origin.url)).fromCache).toBe(true);
  });

  it("is stored before flush settles", async () => {
    const { origin, rest } = await originThatSays("");
    await using _origin = origin;
    await using fetch = fetchWith(PATIENT);
    await readToMark(await fetch(origin.url));
    const flushed = fetch.cache.flush();
    rest.open();
    await flushed;
    expect(await fetch.cache.count()).toBe(1);
  });
});

describe("a body that its reader leaves", () => {
  it.each([
    ["and that does not come to its end in time", "", { quickAbortMs: 20 }, {}],
    ["where the option says so", "", { quickAbortBytes: 0 }, {}],
    ["where the other option says so", "", { quickAbortMs: 0 }, {}],
    ["a long way before its known end", "", PATIENT, { "content-length": "1000000" }],
  ])("is let go of %s", async (_what, rest, options, headers) => {
    const { origin } = await originThatSays(rest, headers);
    await using _origin = origin;
    await using fetch = fetchWith(options);
    await readToMark(await fetch(origin.url));
    await until(() => origin.underWay() === 0, "the connection ends");
    expect(await fetch.cache.count()).toBe(0);
  });

  it("is let go of once more has come than was allowed", async () => {
    const { origin, rest } = await originThatSays("x".repeat(100_000));
    await using _origin = origin;
    await using fetch = fetchWith({ ...PATIENT, quickAbortBytes: 1_000 });
    await readToMark(await fetch(origin.url));
    rest.open();
    await fetch.cache.flush();
    expect(await fetch.cache.count()).toBe(0);
  });
});

describe("a request that comes while the rest of a body is read", () => {
  it("is answered by the origin where the rest does not come, and its answer is stored", async () => {
    let number = 0;
    await using origin = await heldOrigin((response) => {
      number += 1;
      response.writeHead(200);
      response.write("first");
      if (number > 1) response.end();
    });
    await using fetch = fetchWith({ quickAbortMs: 50, flightWaitMs: 600_000 });
    const reader = (await fetch(origin.url)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const second = await fetch(origin.url);
    expect([await second.text(), second.fromCache]).toEqual(["first", false]);
    expect((await fetch(origin.url)).fromCache).toBe(true);
  });
});

describe("events that answer a POST", () => {
  it("reach each of those who ask together as they come", async () => {
    const { origin } = await originThatSays("", { "content-type": "text/event-stream" });
    await using _origin = origin;
    await using fetch = fetchWith({ flightWaitMs: 600_000 });
    const both = await Promise.all([fetch(origin.url, POST), fetch(origin.url, POST)]);
    for (const response of both) expect(await readToMark(response)).toContain(DONE);
    expect(origin.asked()).toBe(2);
  });
});
