import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { openStore, STORE_KINDS } from "./stores.ts";

describe.each(STORE_KINDS)("HEAD, in %s", (kind) => {
  it("is answered from a stored GET, without its body", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { headers: { "X-A": "1" }, body: "body" });
    await stage.ask("/a");
    const head = await stage.ask(stage.request("/a", { method: "HEAD" }));
    expect([head.cache.kind, head.text, head.field("x-a"), head.field("content-length")]).toEqual([
      "hit",
      "",
      "1",
      "4",
    ]);
    expect(stage.origin.requests).toHaveLength(1);
  });

  it("never answers a GET, and its answer stands beside the GET's", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "body" });
    await stage.ask(stage.request("/a", { method: "HEAD" }));
    expect((await stage.ask(stage.request("/a", { method: "HEAD" }))).cache.kind).toBe("hit");
    const get = await stage.ask("/a");
    expect([get.cache.kind, get.text]).toEqual(["miss", "body"]);
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("body");
    expect(stage.origin.requests.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
  });

  it("at the same time as a GET asks for itself", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "body" });
    const [head, get] = await Promise.all([
      stage.ask(stage.request("/a", { method: "HEAD" })),
      stage.ask("/a"),
    ]);
    expect([head.text, get.text]).toEqual(["", "body"]);
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("body");
  });
});
