import type { HttpRequest } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { openStore } from "./stores.ts";

describe("a client that sends by itself what passes the cache", () => {
  it("is told to send what no cache may answer, and why, and to ask the cache for the rest", async () => {
    await using stage = await openStage();
    const passes = (overrides: Partial<HttpRequest>): string | undefined =>
      stage.cache.bypass(stage.request("/a", overrides))?.cache.reason;
    expect(passes({})).toBeUndefined();
    expect(passes({ method: "HEAD" })).toBeUndefined();
    expect(passes({ method: "POST" })).toBe("method");
    expect(passes({ body: "streaming" })).toBe("body-unreadable");
    expect(passes({ headers: [["cache-control", "no-store"]] })).toBe("no-store");
    stage.cache.settings.disabled = true;
    expect(passes({})).toBe("disabled");
    expect(stage.origin.requests).toEqual([]);
  });

  it.each(["memory", "sqlite"] as const)(
    "rule 142 makes what it changed unusable by telling the head of a success, in %s",
    async (kind) => {
      using store = openStore(kind);
      await using stage = await openStage({ backend: store.backend });
      stage.origin.answer("/a", { body: "1" });
      const put = stage.cache.bypass(stage.request("/a", { method: "PUT" }));
      await stage.ask("/a");
      await put?.answered({ status: 409, headers: [] });
      expect((await stage.ask("/a")).cache.fromCache).toBe(true);
      await put?.answered({ status: 204, headers: [] });
      expect((await stage.ask("/a")).cache.fromCache).toBe(false);
      expect(stage.eventsOf("served").filter(({ outcome }) => outcome.kind === "bypass")).toHaveLength(2);
    },
  );
});

describe("a request's identity", () => {
  it("V1 keeps answers apart as a credential does, and only its digest is stored", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "for one" }, { body: "for two" }, { body: "for nobody" });
    const identities = ["certificate 1", "certificate 2", undefined];
    for (const expected of [false, true]) {
      for (const identity of identities) {
        const { text, cache } = await stage.ask(stage.request("/a", { identity }));
        expect([text, cache.fromCache]).toEqual([
          `for ${identity === undefined ? "nobody" : identity.endsWith("1") ? "one" : "two"}`,
          expected,
        ]);
      }
    }
    for await (const { key } of stage.cache.filter()) expect(key).not.toContain("certificate");
  });
});
