import { memoryBackend } from "@rcache/backend-memory";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { until } from "./gate.ts";
import { heldSend } from "./held-send.ts";
import { openStage, type Stage } from "./stage.ts";

/** A stage whose one stored answer, /a, is replaced by a newer one as soon as a scan has come upon it. */
async function replacedWhileScanned(): Promise<Stage> {
  const memory = memoryBackend();
  const scan: Backend["scan"] = async function* (filter) {
    for await (const found of memory.scan?.(filter) ?? []) {
      await stage.ask("/a", { forceRefresh: true });
      await stage.cache.flush();
      yield found;
    }
  };
  const stage = await openStage({ backend: { ...memory, scan }, expireAfter: 10 });
  stage.origin.answer("/a", { body: "old" }, { body: "new" });
  await stage.ask("/a");
  await stage.cache.flush();
  stage.clock.advance(20_000);
  return stage;
}

describe("what is stored while stored entries are worked through", () => {
  it.each<[string, (stage: Stage) => Promise<unknown>]>([
    ["resetExpiration", (stage) => stage.cache.resetExpiration("1h")],
    ["delete", (stage) => stage.cache.delete({ expired: true })],
  ])("%s leaves it alone, and does not count it", async (_call, change) => {
    await using stage = await replacedWhileScanned();
    expect(await change(stage)).toBe(0);
    const { cache, text } = await stage.ask("/a");
    expect([cache.kind, text]).toEqual(["hit", "new"]);
    expect(cache.expires).toEqual(new Date(stage.clock.nowMs() + 10_000));
  });

  it("recreateKeys moves what it came upon, and leaves the newer one where it is", async () => {
    await using stage = await replacedWhileScanned();
    const moving = stage.cache.with({ keyFn: () => "elsewhere" });
    expect(await moving.recreateKeys()).toBe(1);
    expect((await stage.ask("/a", { onlyIfCached: true })).text).toBe("new");
  });

  it("deleteExpired with a filter of the backend's removes only what is expired at that moment", async () => {
    await using stage = await openStage({ expireAfter: 10 });
    stage.origin.answer("/a", { body: "1" });
    stage.origin.answer("/b", { body: "1" });
    await stage.ask("/a");
    stage.clock.advance(20_000);
    const [removed] = await Promise.all([stage.cache.deleteExpired(), stage.ask("/b")]);
    expect(removed).toBe(1);
    expect((await stage.ask("/b")).cache.kind).toBe("hit");
  });
});

describe("a confirmation that is on its way", () => {
  it("does not put back what another cache has replaced meanwhile", async () => {
    const backend = memoryBackend();
    await using stage = await openStage({ backend, expireAfter: 10 });
    const other = stage.another({ backend, expireAfter: 10 });
    // Of a 304, which has no body, the origin holds nothing back.
    const held = heldSend(stage);
    const etag = { ETag: '"1"' };
    stage.origin.answer(
      "/a",
      { body: "old", headers: etag },
      { status: 304, headers: etag },
      { body: "new", headers: { ETag: '"2"' } },
    );
    await stage.ask("/a");
    stage.clock.advance(20_000);
    const confirmed = stage.ask("/a", undefined, { send: held.send });
    await until(() => stage.asked("/a") === 2, "the origin was asked to confirm");
    await stage.ask("/a", { forceRefresh: true }, { cache: other });
    await other.flush();
    held.release();
    expect((await confirmed).text).toBe("old");
    await stage.cache.flush();
    expect((await stage.ask("/a", { onlyIfCached: true })).text).toBe("new");
  });
});

describe("a new response that is on its way", () => {
  it("does not replace what another cache has stored in place of the entry that it was to replace", async () => {
    const backend = memoryBackend();
    await using stage = await openStage({ backend, expireAfter: 10 });
    const other = stage.another({ backend, expireAfter: 10 });
    const held = heldSend(stage);
    stage.origin.answer("/a", { body: "first" }, { body: "late" }, { body: "new" });
    await stage.ask("/a");
    stage.clock.advance(20_000);
    const late = stage.ask("/a", undefined, { send: held.send });
    await until(() => stage.asked("/a") === 2, "the origin was asked again");
    await stage.ask("/a", { forceRefresh: true }, { cache: other });
    await other.flush();
    held.release();
    expect((await late).text).toBe("late");
    await stage.cache.flush();
    expect((await stage.ask("/a", { onlyIfCached: true })).text).toBe("new");
  });
});
