import { memoryBackend } from "@rcache/backend-memory";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { until } from "./gate.ts";
import { openStage } from "./stage.ts";

describe("an invalidation that the backend fails", () => {
  it("leaves nothing of the target in use, in this process, until the backend has been told", async () => {
    const memory = memoryBackend();
    let fails = true;
    const invalidate: Backend["invalidate"] = (target) => {
      if (fails) throw new Error("unreachable");
      return memory.invalidate(target);
    };
    await using stage = await openStage({ backend: { ...memory, invalidate }, circuitBreaker: false });
    stage.origin.answer("/a", { body: "old" }, { status: 204 }, { body: "new" });
    stage.origin.answer("/b", { body: "1" });
    await stage.ask("/a");
    await stage.ask("/b");
    await stage.ask(stage.request("/a", { method: "PUT" }));
    for (let i = 0; i < 2; i += 1) {
      const { text, cache } = await stage.ask("/a");
      expect([text, cache.kind, cache.write]).toEqual(["new", "miss", "backend-failed"]);
    }
    expect((await stage.ask("/b")).cache.kind).toBe("hit");
    fails = false;
    expect((await stage.ask("/a")).cache).toMatchObject({ kind: "miss", write: "pending" });
    await stage.cache.flush();
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it("that hangs costs the unsafe request one deadline, however many targets there are, and reads see nothing old meanwhile", async () => {
    const memory = memoryBackend();
    let calls = 0;
    const invalidate: Backend["invalidate"] = () => {
      calls += 1;
      return new Promise(() => undefined);
    };
    await using stage = await openStage({
      backend: { ...memory, invalidate },
      backendDeadlineMs: 20,
      circuitBreaker: false,
    });
    const headers = { Location: "/b", "Content-Location": "/c" };
    stage.origin.answer("/a", { body: "old" }, { status: 201, headers }, { body: "new" });
    await stage.ask("/a");
    const putting = stage.ask(stage.request("/a", { method: "PUT" }));
    await until(() => calls === 3, "all three targets are under way at once");
    expect((await stage.ask("/a")).text).toBe("new");
    expect((await putting).status).toBe(201);
  });

  it("with onBackendError: 'throw' rejects, and still leaves nothing old in use", async () => {
    const memory = memoryBackend();
    const invalidate: Backend["invalidate"] = () => {
      throw new Error("unreachable");
    };
    await using stage = await openStage({ backend: { ...memory, invalidate }, onBackendError: "throw" });
    stage.origin.answer("/a", { body: "old" }, { status: 204 });
    await stage.ask("/a");
    await expect(stage.ask(stage.request("/a", { method: "PUT" }))).rejects.toMatchObject({
      code: "RCACHE_BACKEND_FAILED",
    });
    await expect(stage.ask("/a")).rejects.toMatchObject({ code: "RCACHE_BACKEND_FAILED" });
  });
});
