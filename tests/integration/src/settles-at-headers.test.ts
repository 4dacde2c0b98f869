import { gzipSync } from "node:zlib";
import { memoryBackend } from "@rcache/backend-memory";
import { type CachedRequestInit, createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { halved, heldOrigin } from "./held-origin.ts";

const BODY = Buffer.from("0123456789".repeat(100));
const LENGTH = { "content-length": String(BODY.length) };

const FRAMINGS: readonly (readonly [string, Readonly<Record<string, string>>, Uint8Array])[] = [
  ["of a known length", LENGTH, BODY],
  ["of unknown length", {}, BODY],
  ["with a content coding", { "content-encoding": "gzip" }, gzipSync(BODY)],
];

const ASKING: readonly (readonly [string, CachedRequestInit])[] = [
  ["GET", {}],
  ["GET with disabled", { rcache: { disabled: true } }],
  ["GET with forceRefresh", { rcache: { forceRefresh: true } }],
  ["GET with readOnly", { rcache: { readOnly: true } }],
  ["GET with a tiny maxBodyBytes", { rcache: { maxBodyBytes: 3 } }],
  ["GET with cache: 'no-store'", { cache: "no-store" }],
  ["GET with cache: 'no-cache'", { cache: "no-cache" }],
  ["GET with a signal", { signal: new AbortController().signal }],
  ["POST", { method: "POST", body: "sent" }],
  ["POST that is cached", { method: "POST", body: "sent", rcache: { allowableMethods: ["POST"] } }],
  ["PUT", { method: "PUT", body: "sent" }],
  ["DELETE", { method: "DELETE" }],
];

describe.each(FRAMINGS)("fetch of a body %s that comes slowly", (_framing, headers, wire) => {
  it.each(ASKING)("settles when the fields of a %s are there", async (_asking, init) => {
    const { answer, rest } = halved(wire, headers);
    await using origin = await heldOrigin(answer);
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const response = await fetch(`${origin.url}/a`, init);
    expect([response.status, origin.underWay()]).toEqual([200, 1]);
    rest.open();
    expect(await response.text()).toBe(BODY.toString());
  });

  it("settles in a header-led cache too", async () => {
    const { answer, rest } = halved(wire, { ...headers, "cache-control": "max-age=60" });
    await using origin = await heldOrigin(answer);
    await using fetch = createCachedFetch({ backend: memoryBackend(), cacheControl: true });
    const response = await fetch(`${origin.url}/a`);
    expect(origin.underWay()).toBe(1);
    rest.open();
    expect(await response.text()).toBe(BODY.toString());
  });
});

describe("a body that fails", () => {
  it.each([
    ["cut off", { ...LENGTH }, BODY.subarray(0, 10)],
    ["coded wrongly", { "content-encoding": "gzip", "content-length": "1000" }, BODY],
  ])(
    "because it is %s fails for its reader, and status and Location are known",
    async (_why, headers, sent) => {
      await using origin = await heldOrigin((response) => {
        response.writeHead(201, { ...headers, location: "/made" });
        response.write(sent, () => {
          if (sent.length < BODY.length) response.destroy();
          else response.end();
        });
      });
      await using fetch = createCachedFetch({ backend: memoryBackend(), allowableCodes: [200, 201] });
      for (const init of [{ method: "POST", body: "sent" }, {}]) {
        const response = await fetch(`${origin.url}/a`, init);
        expect([response.status, response.headers.get("location")]).toEqual([201, "/made"]);
        await expect(response.text()).rejects.toBeInstanceOf(TypeError);
      }
      await fetch.cache.flush();
      expect(await fetch.cache.count()).toBe(0);
    },
  );
});

describe("functions of the user", () => {
  it.each([
    ["of a known length", { ...LENGTH }],
    ["of unknown length", {}],
  ])("see the whole of a body %s, as far as it may be read ahead", async (_framing, headers) => {
    const seen: (number | undefined)[] = [];
    await using origin = await heldOrigin((response) => {
      response.writeHead(200, headers);
      response.end(BODY);
    });
    await using fetch = createCachedFetch({
      backend: memoryBackend(),
      filterFn: ({ body }) => {
        seen.push(body?.length);
        return body?.length === 0;
      },
      expireAfter: ({ body }) => {
        seen.push(body?.length);
        return 60;
      },
    });
    expect(await (await fetch(`${origin.url}/a`)).text()).toBe(BODY.toString());
    expect(seen).toEqual([1_000, 1_000]);
    expect((await fetch(`${origin.url}/a`)).cache).toMatchObject({ kind: "miss", store: "filter" });
    expect(origin.asked()).toBe(2);
  });

  it("see no body that is longer than that, and its caller gets all of it", async () => {
    const seen: (number | undefined)[] = [];
    await using origin = await heldOrigin((response) => response.end(BODY));
    await using fetch = createCachedFetch({
      backend: memoryBackend(),
      readAheadBytes: 100,
      filterFn: ({ body }) => seen.push(body?.length) > 0,
    });
    expect(await (await fetch(`${origin.url}/a`)).text()).toBe(BODY.toString());
    expect(seen).toEqual([undefined]);
  });

  it("do not turn a body that breaks off into a fetch that fails", async () => {
    await using origin = await heldOrigin((response) => {
      response.writeHead(200, LENGTH);
      response.write("begun", () => response.destroy());
    });
    await using fetch = createCachedFetch({ backend: memoryBackend(), filterFn: () => true });
    const response = await fetch(`${origin.url}/a`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toBeInstanceOf(TypeError);
  });
});
