import { memoryBackend } from "@rcache/backend-memory";
import type { Backend } from "@rcache/core/backend";
import { expect, it } from "vitest";
import { openStage } from "./stage.ts";

it("what a 304 renews is given to waitUntil where the store is slow, as what is stored first is", async () => {
  const memory = memoryBackend();
  const slow: Backend = { ...memory, put: async (...given) => memory.put(...given) };
  await using stage = await openStage({ backend: slow, expireAfter: 60 });
  const headers = { ETag: '"1"' };
  stage.origin.answer("/a", { headers, body: "1" }, { status: 304, headers });
  const kept: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>): void => void kept.push(work);
  await stage.ask("/a", { waitUntil });
  await Promise.all(kept.splice(0));
  stage.clock.advance(61_000);
  expect((await stage.ask("/a", { waitUntil })).cache.kind).toBe("revalidated");
  expect(kept.length).toBe(1);
  await Promise.all(kept);
  expect((await stage.ask("/a")).cache.kind).toBe("hit");
});
