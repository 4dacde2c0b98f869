import type { Send } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate, until } from "./gate.ts";
import { openStage, type Stage } from "./stage.ts";
import { openStore, STORE_KINDS } from "./stores.ts";

const TOGETHER = 200;

function asks(stage: Stage, path: string, count = TOGETHER): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { cache, text } = await stage.ask(path);
      return [cache.kind, text] as const;
    }),
  );
}

/** How many answers are of which kind. */
function tally(answers: readonly (readonly [string, string])[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [kind] of answers) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe.each(STORE_KINDS)("many equal requests at the same time, in %s", (kind) => {
  it("W1 make one request to the origin, and each gets the whole answer", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "x".repeat(10_000) });
    const answers = await asks(stage, "/a");
    expect(stage.asked("/a")).toBe(1);
    expect(tally(answers)).toEqual({ miss: 1, joined: TOGETHER - 1 });
    expect(answers.every(([, text]) => text === "x".repeat(10_000))).toBe(true);
    expect(await stage.cache.count()).toBe(1);
  });

  it("also where the body is too large for its record", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, inlineBytes: 1_000 });
    stage.origin.answer("/a", { body: "x".repeat(10_000) });
    const answers = await asks(stage, "/a", 20);
    expect(answers.every(([, text]) => text === "x".repeat(10_000))).toBe(true);
    expect(stage.asked("/a")).toBe(kind === "key-value" ? 20 : 1);
  });
});

describe("many equal requests at the same time", () => {
  it.each([
    ["a read-only cache", { readOnly: true }],
    ["one that keeps what has expired at once", { expireAfter: 60 }],
  ])("make one request to the origin in %s", async (_what, settings) => {
    await using stage = await openStage(settings);
    stage.origin.answer("/a", { body: "1" });
    expect(tally(await asks(stage, "/a"))).toEqual({ miss: 1, joined: TOGETHER - 1 });
    expect(stage.asked("/a")).toBe(1);
  });

  it("make one request to the origin where the backend is dead", async () => {
    using store = openStore("memory");
    const dead = (): never => {
      throw new Error("dead");
    };
    const backend: Backend = { ...store.backend, find: dead, put: dead, invalidate: dead };
    await using stage = await openStage({ backend, circuitBreaker: false });
    stage.origin.answer("/a", { body: "1" });
    expect(tally(await asks(stage, "/a"))).toEqual({ miss: 1, joined: TOGETHER - 1 });
    expect(stage.asked("/a")).toBe(1);
  });

  it("make one request each with singleFlight: false", async () => {
    await using stage = await openStage({ singleFlight: false });
    stage.origin.answer("/a", { body: "1" });
    await asks(stage, "/a", 5);
    expect(stage.asked("/a")).toBe(5);
  });

  it("make one request each where they demand an answer of their own", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    const own = [
      stage.request("/a", { headers: [["cache-control", "no-cache"]] }),
      stage.request("/a", { headers: [["if-none-match", '"1"']] }),
    ];
    for (const request of own) {
      await stage.ask("/a");
      const before = stage.asked("/a");
      await stage.cache.clear();
      await Promise.all([0, 1, 2].map(() => stage.ask(request, { forceRefresh: true })));
      expect(stage.asked("/a") - before).toBe(3);
    }
  });

  it("and 20 validations make one conditional request", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" }, { status: 304 });
    await stage.ask("/a");
    stage.clock.advance(61_000);
    expect(tally(await asks(stage, "/a", 20))).toEqual({ revalidated: 1, joined: 19 });
    expect(
      tally(
        await Promise.all(
          [0, 1].map(async () => [(await stage.ask("/a", { refresh: true })).cache.kind, ""] as const),
        ),
      ),
    ).toEqual({
      revalidated: 1,
      joined: 1,
    });
    expect(stage.asked("/a")).toBe(3);
  });

  it("each may spoil the body it was given", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "hello" });
    const answers = await Promise.all([0, 1, 2].map(() => stage.cache.handle(stage.request("/a"), httpSend)));
    for (const { body } of answers) {
      if (body instanceof Uint8Array) {
        expect(new TextDecoder().decode(body)).toBe("hello");
        body.fill(0);
      } else if (body !== null) for await (const chunk of body) chunk.fill(0);
    }
    expect((await stage.ask("/a")).text).toBe("hello");
  });
});

describe("an answer that is not kept", () => {
  it("rule 151 lets its followers go side by side, and is remembered, so that the next ones do not queue", async () => {
    await using stage = await openStage();
    let inFlight = 0;
    let most = 0;
    const send: Send = async (request, context) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      const response = await httpSend(request, context);
      inFlight -= 1;
      return response;
    };
    stage.origin.answer("/a", { status: 404, body: "no" });
    const asking = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 10 }, () => stage.ask("/a", undefined, { send })));
    await asking();
    expect([most, stage.asked("/a")]).toEqual([9, 10]);
    most = 0;
    await asking();
    expect([most, stage.asked("/a")]).toEqual([10, 20]);
    stage.clock.advance(120_000);
    stage.origin.answer("/a", { body: "yes" });
    await asking();
    expect(stage.asked("/a")).toBe(21);
  });

  it("for its size is remembered too", async () => {
    await using stage = await openStage({ maxBodyBytes: 2 });
    stage.origin.answer("/a", { body: "large" });
    await stage.ask("/a");
    const held = gate();
    let sent = 0;
    const send: Send = async (request, context) => {
      sent += 1;
      await held.opened;
      return httpSend(request, context);
    };
    const asking = Promise.all([0, 1, 2].map(() => stage.ask("/a", undefined, { send })));
    await until(() => sent === 3, "all three ask at the same time");
    held.open();
    await asking;
  });

  it("because of its variant still leaves the variant's own followers together", async () => {
    await using stage = await openStage({ allowableCodes: [200] });
    stage.origin.answer("/a", { body: "1" }, { status: 500, body: "2" }, { body: "3" });
    await stage.ask("/a");
    expect((await stage.ask("/a", { forceRefresh: true })).status).toBe(500);
    expect((await stage.ask("/a")).text).toBe("1");
  });
});
