import { readdirSync } from "node:fs";
import { memoryBackend } from "@rcache/backend-memory";
import { type CachedFetch, type CachedRequestInit, createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { BODY_STORES, openBodyStore } from "./body-stores.ts";
import { collectGarbage, untilCollected } from "./collected.ts";
import { settled, until } from "./gate.ts";
import { type Answering, endless, heldOrigin, stalled } from "./held-origin.ts";

const MANY = 20;

/** Past the read-ahead, and with what stands outside its record begun. */
const SETTINGS = { autoClose: true, readAheadBytes: 300_000, inlineBytes: 1_000 } as const;

const ORIGINS: readonly (readonly [string, Answering])[] = [
  ["goes on for ever", endless],
  ["stalls", stalled],
];

const WAYS: readonly (readonly [string, CachedRequestInit])[] = [
  ["stored", {}],
  ["passed by", { rcache: { disabled: true } }],
  ["passed on", { rcache: { allowableCodes: [404] } }],
  ["answered to a POST", { method: "POST", body: "x" }],
];

/** What is open in this process. */
function openHandles(): number {
  return readdirSync("/proc/self/fd").length;
}

/** The status, and nothing that holds the response. */
async function statusOf(fetch: CachedFetch, url: string, init?: CachedRequestInit): Promise<number> {
  return (await fetch(url, init)).status;
}

describe.each(BODY_STORES)("a response whose caller leaves, over %s", (kind) => {
  // Only what is stored has to do with the store.
  const ways = kind === "memory" ? WAYS : WAYS.slice(0, 1);
  describe.each(ORIGINS)("while its body %s", (_origin, answer) => {
    it.each(ways)("by an abort after the headers, %s, gives everything back", async (_way, init) => {
      using store = openBodyStore(kind);
      await using origin = await heldOrigin(answer);
      await using fetch = createCachedFetch({ backend: store.backend, ...SETTINGS });
      const responses = [];
      for (let i = 0; i < MANY; i += 1) {
        const leaving = new AbortController();
        responses.push(await fetch(`${origin.url}/${i}`, { ...init, signal: leaving.signal }));
        leaving.abort();
      }
      await until(() => origin.underWay() === 0, "every connection is given back");
      await until(() => store.spooled() === 0, "every temporary file is gone");
      await expect(responses[0]?.text()).rejects.toMatchObject({ name: "AbortError" });
      expect(await fetch.cache.count()).toBe(0);
    });

    it.each(ways)("by dropping it, %s, gives everything back", async (_way, init) => {
      using store = openBodyStore(kind);
      await using origin = await heldOrigin(answer);
      await using fetch = createCachedFetch({ backend: store.backend, ...SETTINGS });
      // A signal that lives on holds none of them.
      const { signal } = new AbortController();
      for (let i = 0; i < MANY; i += 1) await statusOf(fetch, `${origin.url}/${i}`, { ...init, signal });
      await untilCollected(() => origin.underWay() === 0, "every connection is given back");
      await until(() => store.spooled() === 0, "every temporary file is gone");
      expect(await fetch.cache.count()).toBe(0);
    });
  });

  it("with what is stored, leaves no file open", async () => {
    using store = openBodyStore(kind);
    await using origin = await heldOrigin((response) => response.end(Buffer.alloc(600_000)));
    await using fetch = createCachedFetch({ backend: store.backend, ...SETTINGS });
    await (await fetch(`${origin.url}/a`)).arrayBuffer();
    await fetch.cache.flush();
    const before = openHandles();
    const begun = async (): Promise<void> => {
      const hit = await fetch(`${origin.url}/a`);
      expect(hit.fromCache).toBe(true);
      await hit.body?.getReader().read();
    };
    for (let i = 0; i < MANY; i += 1) await begun();
    await untilCollected(() => openHandles() <= before, "every file is closed");
  });
});

describe("a response that is still held", () => {
  it.each(WAYS)(
    "keeps its body when the garbage of what it came from is collected, %s",
    async (_way, init) => {
      await using origin = await heldOrigin((response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"data":');
        response.end("1}");
      });
      await using fetch = createCachedFetch({ backend: memoryBackend() });
      const responses = [];
      for (let i = 0; i < MANY; i += 1) responses.push(await fetch(`${origin.url}/${i}`, init));
      for (let i = 0; i < 5; i += 1) {
        collectGarbage();
        await settled();
      }
      for (const response of responses) expect(await response.json()).toEqual({ data: 1 });
    },
  );

  it("by its stream alone, or in the middle of it, comes to its end", async () => {
    await using origin = await heldOrigin((response) => response.end(Buffer.alloc(600_000, 1)));
    await using fetch = createCachedFetch({ backend: memoryBackend(), ...SETTINGS });
    const streamOf = async () => (await fetch(`${origin.url}/a`)).body;
    const reader = (await streamOf())?.getReader();
    if (reader === undefined) throw new Error("a body was expected");
    let length = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      collectGarbage();
      await settled(2);
    }
    expect(length).toBe(600_000);
  });
});

describe("a response that is dropped", () => {
  it("frees its connection for the next in a small pool", async () => {
    await using origin = await heldOrigin(endless);
    await using fetch = createCachedFetch({ backend: memoryBackend(), totalReadAheadBytes: 1_000_000 });
    for (let i = 0; i < 6; i += 1) {
      expect(await statusOf(fetch, `${origin.url}/${i}`)).toBe(200);
      await untilCollected(() => origin.underWay() === 0, "the connection is given back");
    }
  });

  it("goes on for who waits for it", async () => {
    let end: () => void = () => undefined;
    await using origin = await heldOrigin((response) => {
      response.write("first ");
      end = () => response.end("last");
    });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    await statusOf(fetch, `${origin.url}/a`);
    const follower = fetch(`${origin.url}/a`);
    await settled();
    for (let i = 0; i < 5; i += 1) {
      collectGarbage();
      await settled();
    }
    end();
    expect([await (await follower).text(), origin.asked()]).toEqual(["first last", 1]);
  });
});

describe("a redirect with a body that never ends", () => {
  it.each([
    ["stored", {}],
    ["passed by", { rcache: { disabled: true } }],
  ])("gives its connection back when it is followed, %s", async (_way, init) => {
    await using origin = await heldOrigin((response, request) => {
      if (request.url === "/end") response.end("end");
      else endless(response, request, { status: 302, headers: { location: "/end" } });
    });
    await using fetch = createCachedFetch({ backend: memoryBackend(), ...SETTINGS });
    expect(await (await fetch(`${origin.url}/a`, init)).text()).toBe("end");
    await until(() => origin.underWay() === 0, "the connection is given back");
  });
});
