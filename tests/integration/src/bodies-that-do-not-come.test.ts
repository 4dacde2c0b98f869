import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { type Answering, heldOrigin, stalled } from "./held-origin.ts";

/** A piece every few milliseconds, for ever. */
const dripping: Answering = (response) => {
  response.writeHead(200);
  const drip = setInterval(() => response.write("."), 20);
  response.on("close", () => clearInterval(drip));
};

const ofKnownLength: Answering = (response) => {
  response.writeHead(200, { "content-length": "1000" });
  response.write("first");
};

/** Its fields at once, and its body in pieces that take longer than a body of unknown length is waited for. */
const slowButComing: Answering = (response) => {
  response.writeHead(200, { "content-length": "20" });
  let left = 20;
  const drip = setInterval(() => {
    response.write(".");
    left -= 1;
    if (left === 0) clearInterval(drip);
  }, 100);
};

describe("a request for which the same answer is on its way", () => {
  it.each([
    ["stops in the middle", stalled],
    ["stops short of its length", ofKnownLength],
    ["goes on without end", dripping],
  ])("does not wait for a body that %s: it asks itself, and so do those after it", async (_how, answer) => {
    await using origin = await heldOrigin(answer);
    await using fetch = createCachedFetch({ backend: memoryBackend(), flightWaitMs: 600_000 });
    const leaving = new AbortController();
    const ask = () => fetch(`${origin.url}/a`, { signal: leaving.signal });
    const responses = [...(await Promise.all([ask(), ask(), ask()])), await ask()];
    expect(responses.map(({ status, cache }) => [status, cache.kind])).toEqual(Array(4).fill([200, "miss"]));
    expect(origin.asked()).toBe(4);
    leaving.abort();
  });

  it("waits for one that keeps coming and says how long it is", async () => {
    await using origin = await heldOrigin(slowButComing);
    await using fetch = createCachedFetch({ backend: memoryBackend(), flightWaitMs: 600_000 });
    const responses = await Promise.all([0, 1, 2].map(() => fetch(`${origin.url}/a`)));
    expect(await Promise.all(responses.map((response) => response.text()))).toEqual(
      Array(3).fill(".".repeat(20)),
    );
    expect(origin.asked()).toBe(1);
  });
});
