import type { Backend } from "@rcache/core/backend";
import { httpSend, type ScriptedAnswer } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage, read, type Stage } from "./stage.ts";
import { openStore } from "./stores.ts";

const LARGE = Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join("");
const ETAG = '"one"';

/** A store whose second reading of a body ends, once so many bytes are read, as a store that has lost the rest. */
function losing(backend: Backend, afterBytes: number): Backend {
  const { bodies } = backend;
  if (bodies === undefined) return backend;
  let isLost = false;
  return {
    ...backend,
    bodies: {
      create: (...args) => bodies.create(...args),
      keep: (...args) => bodies.keep(...args),
      async open(...args) {
        const chunks = await bodies.open(...args);
        if (chunks === undefined || isLost) return chunks;
        isLost = true;
        return (async function* () {
          let given = 0;
          for await (const chunk of chunks) {
            if (given + chunk.length > afterBytes) return;
            given += chunk.length;
            yield chunk;
          }
        })();
      },
    },
  };
}

async function stored(stage: Stage, ...later: readonly ScriptedAnswer[]): Promise<void> {
  stage.origin.answer("/a", { headers: { ETag: ETAG }, body: LARGE }, ...later);
  await stage.ask("/a");
  await stage.cache.flush();
}

const rest = (from: number): ScriptedAnswer => ({
  status: 206,
  headers: { ETag: ETAG, "Content-Range": `bytes ${from}-${LARGE.length - 1}/${LARGE.length}` },
  body: LARGE.slice(from),
});

describe("a stored body that the store loses in the middle", () => {
  it("goes on with a range of the stored state from the origin, once, and the entry goes", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: losing(store.backend, 600_000), inlineBytes: 1_000 });
    await stored(stage, rest(524_288));
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.text === LARGE]).toEqual(["hit", true]);
    expect(stage.origin.requests.at(-1)?.headers).toMatchObject({ range: "bytes=524288-", "if-range": ETAG });
    expect(stage.eventsOf("record-unreadable")).toMatchObject([{ fault: "corrupt" }]);
    expect(stage.eventsOf("backend-failed")).toEqual([]);
    expect(await stage.cache.count()).toBe(0);
  });

  it("goes on with the same state's whole answer, of an origin that knows no ranges", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: losing(store.backend, 600_000), inlineBytes: 1_000 });
    await stored(stage);
    expect((await stage.ask("/a")).text === LARGE).toBe(true);
    expect(stage.asked("/a")).toBe(2);
  });

  it.each<[string, ScriptedAnswer]>([
    ["has another state", { headers: { ETag: '"two"' }, body: LARGE }],
    ["does not answer", { fault: "reset" }],
    ["answers with a status of its own", { status: 503 }],
  ])("fails with the damage, and nothing of another state, where the origin %s", async (_, answer) => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: losing(store.backend, 600_000), inlineBytes: 1_000 });
    await stored(stage, answer);
    await expect(stage.ask("/a")).rejects.toMatchObject({ code: "RCACHE_BODY_CORRUPT" });
    expect(stage.eventsOf("record-unreadable")).toHaveLength(1);
  });

  it("fails where the origin has less than it was before", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: losing(store.backend, 600_000), inlineBytes: 1_000 });
    await stored(stage, { headers: { ETag: ETAG }, body: LARGE.slice(0, 1_000) });
    await expect(stage.ask("/a")).rejects.toMatchObject({ code: "RCACHE_BODY_CORRUPT" });
  });

  it("does not ask the origin for a request that may not", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: losing(store.backend, 600_000), inlineBytes: 1_000 });
    await stored(stage);
    await expect(stage.ask("/a", { onlyIfCached: true })).rejects.toMatchObject({
      code: "RCACHE_BODY_CORRUPT",
    });
    expect(stage.asked("/a")).toBe(1);
  });
});

describe("a cache that is closed in the middle of a stored body", () => {
  it.each(["sqlite", "memory", "tiered"] as const)(
    "over %s lets it end, or ends it as ours",
    async (kind) => {
      using store = openStore(kind);
      await using stage = await openStage({ backend: () => store.backend, inlineBytes: 1_000 });
      stage.origin.answer("/a", { body: LARGE });
      await stage.ask("/a");
      await stage.cache.flush();
      const response = await stage.cache.handle(stage.request("/a"), () => Promise.reject(new Error("away")));
      const { body } = response;
      if (body === null || body instanceof Uint8Array) return expect.unreachable();
      const reader = body[Symbol.asyncIterator]();
      await reader.next();
      await stage.cache.close();
      const end = await read({ ...response, body: { [Symbol.asyncIterator]: () => reader } }).catch(
        (error: unknown) => error,
      );
      expect(end instanceof Error ? end : "ends").toSatisfy(
        (how) => how === "ends" || Reflect.get(Object(how), "code") === "RCACHE_CLOSED",
      );
      expect(stage.eventsOf("backend-failed")).toEqual([]);
    },
  );

  it("lets it go on from the origin where a strong tag proves it the same", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: () => store.backend, inlineBytes: 1_000 });
    await stored(stage);
    const response = await stage.cache.handle(stage.request("/a"), httpSend);
    await stage.cache.close();
    expect((await read(response)).text === LARGE).toBe(true);
  });
});
