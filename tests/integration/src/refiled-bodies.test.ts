import { faultyBackend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { openStore, type StoreKind } from "./stores.ts";

const WITH_BODIES: readonly StoreKind[] = ["memory", "sqlite", "tiered"];
const LARGE = "0123456789".repeat(3_000);

/** A large answer that has expired, and whose 304 names a field in Vary that it did not vary on before. */
const ANSWERS = [
  { headers: { ETag: '"1"' }, body: LARGE },
  { status: 304, headers: { ETag: '"1"', Vary: "X-A" } },
] as const;
const withA = (value: string) => ({ headers: [["x-a", value] as const] });

describe.each(WITH_BODIES)("a large body whose 304 names other fields in Vary, in %s", (kind) => {
  it("§4.1 moves to where its request is found from now on, and leaves nothing behind", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, inlineBytes: 1_000, expireAfter: 60 });
    stage.origin.answer("/a", ...ANSWERS);
    await stage.ask(stage.request("/a", withA("1")));
    await stage.cache.flush();
    stage.clock.advance(61_000);
    const moved = await stage.ask(stage.request("/a", withA("1")));
    expect([moved.cache.kind, moved.cache.write, moved.text === LARGE]).toEqual([
      "revalidated",
      "pending",
      true,
    ]);
    await stage.cache.flush();
    const hit = await stage.ask(stage.request("/a", withA("1")));
    expect([hit.cache.kind, hit.text === LARGE, stage.asked("/a")]).toEqual(["hit", true, 2]);
    expect([await stage.cache.count(), await stage.cache.size()]).toEqual([1, LARGE.length]);
    stage.origin.answer("/a", { body: "other" });
    expect((await stage.ask(stage.request("/a", withA("2")))).text).toBe("other");
  });
});

describe("a large body that cannot be copied", () => {
  it("§4.1 is served, told of, and asked about again", async () => {
    using store = openStore("sqlite");
    // The bodies' calls: create and, for the copy, open and create.
    const backend = faultyBackend(store.backend, [{ operation: "bodies", nth: 3, fault: "throw" }]);
    await using stage = await openStage({ backend, inlineBytes: 1_000, expireAfter: 60 });
    stage.origin.answer("/a", ...ANSWERS);
    await stage.ask(stage.request("/a", withA("1")));
    await stage.cache.flush();
    stage.clock.advance(61_000);
    expect((await stage.ask(stage.request("/a", withA("1")))).text).toBe(LARGE);
    await stage.cache.flush();
    expect(stage.eventsOf("store-abandoned")).toMatchObject([{ write: "backend-failed" }]);
    expect((await stage.ask(stage.request("/a", withA("1")))).cache.kind).toBe("revalidated");
  });
});
