import { memoryBackend } from "@rcache/backend-memory";
import { describe, expect, it } from "vitest";
import type { Fields } from "../src/message.ts";
import { MODES, type Mode, ORIGIN, openStage } from "../src/stage.ts";

const FRESH = { "Cache-Control": "max-age=60" };
const UNSAFE = ["POST", "PUT", "DELETE", "PATCH", "M-SEARCH", "FOO"];

/** How `/a` is answered after it was stored and another request was made. */
async function afterwards(
  mode: Mode,
  method: string,
  { url = "/a", status = 200, headers = {} }: { url?: string; status?: number; headers?: Fields } = {},
): Promise<string> {
  await using stage = openStage(mode);
  stage.origin("/a", { headers: FRESH }, { status, headers }, { headers: FRESH });
  if (url !== "/a") stage.origin("/a", { headers: FRESH });
  if (url !== "/a") stage.origin(url, { status, headers });
  await stage.ask("/a");
  // Manual: where an answer leads is another request.
  const asking = {
    method,
    url: url.startsWith("/") ? ORIGIN + url : url,
    headers: [],
    redirect: "manual",
  } as const;
  await stage.cache.handle(asking, async () => {
    const list = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    return { status, url: asking.url, headers: list, body: null, coding: "decoded" };
  });
  return (await stage.ask("/a")).cache.kind;
}

describe.each(MODES)("invalidation, %s", (mode) => {
  it.each(UNSAFE)("§4.4 rule 142: a successful %s makes what is stored unusable", async (method) => {
    expect(await afterwards(mode, method)).toBe("miss");
  });

  it.each([200, 201, 204, 301, 303, 399])("§4.4 rule 142: %i to a POST does so", async (status) => {
    expect(await afterwards(mode, "POST", { status })).toBe("miss");
  });

  it("§4.4 rule 142: it does so for every variant and method", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { ...FRESH, Vary: "X" } });
    const variants = ["1", "2"].map((X) => ({ headers: { X } }));
    const asked = [...variants, { method: "HEAD", headers: { X: "3" } }];
    expect(await stage.kinds("/a", ...asked, ...asked)).toEqual([
      "miss",
      "miss",
      "miss",
      "hit",
      "hit",
      "hit",
    ]);
    await stage.ask("/a", { method: "PUT" });
    const again = asked.map((asking) => stage.ask("/a", asking).then(({ cache }) => cache.kind));
    expect(await Promise.all(again)).toEqual(["miss", "miss", "miss"]);
  });

  it("§4.4 rule 142: safe methods that are not cached do not", async () => {
    for (const method of ["OPTIONS", "TRACE"]) expect(await afterwards(mode, method)).toBe("hit");
  });

  it("§4.4 rule 142: another query is another URI", async () => {
    expect(await afterwards(mode, "POST", { url: "/a?b" })).toBe("hit");
  });

  it.each([400, 404, 412, 500, 503])("§4.4 rule 143: %i to a POST invalidates nothing", async (status) => {
    expect(await afterwards(mode, "POST", { status })).toBe("hit");
  });

  it("§4.4 rule 143: nor does one that got no answer", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: FRESH }, new Error("no route"));
    await stage.ask("/a");
    await expect(stage.ask("/a", { method: "POST" })).rejects.toThrow("no route");
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it.each([
    { Location: "/a" },
    { "Content-Location": "/a" },
    { Location: `${ORIGIN}/a` },
    { "Content-Location": "a" },
    { Location: "//origin.test/x/../a" },
    { Location: "https://ORIGIN.test:443/a" },
  ])("§4.4 rule 144: %o of the same origin is invalidated too", async (headers) => {
    expect(await afterwards(mode, "POST", { url: "/b", status: 201, headers })).toBe("miss");
  });

  it("§4.4 rule 144: a reference that cannot be read is passed over", async () => {
    const headers = { Location: "https://[", "Content-Location": "/a" };
    expect(await afterwards(mode, "POST", { url: "/b", status: 201, headers })).toBe("miss");
    expect(
      await afterwards(mode, "POST", { url: "/b", status: 201, headers: { Location: "https://[" } }),
    ).toBe("hit");
  });

  it.each(["https://other.test/b", "http://origin.test/b", "https://origin.test:444/b"])(
    "§4.4 rule 145: %s cannot invalidate what is of another origin",
    async (url) => {
      const headers = { Location: `${ORIGIN}/a`, "Content-Location": `${ORIGIN}/a` };
      expect(await afterwards(mode, "POST", { url, status: 201, headers })).toBe("hit");
    },
  );

  it.each(UNSAFE)("§4 rule 146: every %s reaches the origin by itself", async (method) => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: FRESH });
    await stage.ask("/a");
    await Promise.all([1, 2, 3].map(() => stage.ask("/a", { method, body: new Uint8Array([1]) })));
    await stage.ask("/a", { method });
    expect(stage.sent.filter((request) => request.method === method)).toHaveLength(4);
  });

  it("§4.4 rule 147: what was asked for before an invalidation is given to its caller and not kept", async () => {
    await using stage = openStage(mode);
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow = async (): Promise<{ headers: Fields; body: string }> => {
      await held;
      return { headers: FRESH, body: "old" };
    };
    stage.origin("/a", slow, { status: 204 }, { headers: FRESH, body: "new" });
    const early = stage.ask("/a");
    await expect.poll(() => stage.sent.length).toBe(1);
    await stage.ask("/a", { method: "PUT" });
    answer();
    expect((await early).text).toBe("old");
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("new");
  });

  it("§4.4 rule 148: what was invalidated is never used without a question, not even where staleness is allowed", async () => {
    await using stage = openStage(mode);
    const headers = {
      "Cache-Control": "max-age=60, stale-if-error=600, stale-while-revalidate=600",
      ETag: '"a"',
    };
    stage.origin("/a", { headers }, { status: 204 }, new Error("no route"));
    await stage.kinds("/a", {}, { method: "PUT" });
    await expect(stage.ask("/a", { headers: { "Cache-Control": "max-stale" } })).rejects.toThrow("no route");
    expect(
      (await stage.ask("/a", { headers: { "Cache-Control": "only-if-cached, max-stale" } })).status,
    ).toBe(504);
  });

  it("§4.4 rule 148: another cache over the same backend no longer uses it either", async () => {
    await using stage = openStage(mode);
    const backend = memoryBackend();
    const [one, two] = [stage.another({ backend }), stage.another({ backend })];
    stage.origin("/a", { headers: FRESH });
    await stage.ask("/a", { cache: one });
    await one.flush();
    expect((await stage.ask("/a", { cache: two })).cache.kind).toBe("hit");
    await stage.ask("/a", { method: "DELETE", cache: one });
    expect((await stage.ask("/a", { cache: two })).cache.kind).toBe("miss");
  });
});
