import type { HeaderList, HttpRequest, Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate } from "./gate.ts";
import { openStage } from "./stage.ts";
import { openStore, type StoreKind } from "./stores.ts";

const PERSISTENT: readonly StoreKind[] = ["sqlite", "key-value", "tiered"];
const SECRET = "s3cr3t-Value";

const bearer = (token: string): HeaderList => [["authorization", `Bearer ${token}`]];

/** An origin whose answer says who asked. */
const whoAmI: Send = async (request) => {
  const who = request.headers.find(([name]) => name === "authorization")?.[1] ?? "nobody";
  return {
    status: 200,
    url: request.url,
    headers: [],
    body: new TextEncoder().encode(who),
    coding: "decoded",
  };
};

describe("the credential partition", () => {
  it("F37, V1 one user is never given another's answer, nor is nobody", async () => {
    await using stage = await openStage();
    for (let round = 0; round < 2; round += 1) {
      for (const headers of [bearer("a"), bearer("b"), []]) {
        const { text, cache } = await stage.ask(stage.request("/me", { headers }), undefined, {
          send: whoAmI,
        });
        expect([text, cache.kind]).toEqual([headers[0]?.[1] ?? "nobody", round === 0 ? "miss" : "hit"]);
      }
    }
  });

  it("F37 not at the same time either: three users, three flights", async () => {
    await using stage = await openStage();
    const all = gate();
    let sent = 0;
    const send: Send = async (request, context) => {
      sent += 1;
      if (sent === 3) all.open();
      await all.opened;
      return whoAmI(request, context);
    };
    const users = [bearer("a"), bearer("b"), []];
    const answers = await Promise.all(
      [...users, ...users, ...users].map((headers) =>
        stage.ask(stage.request("/me", { headers }), undefined, { send }),
      ),
    );
    expect(answers.map(({ text }) => text)).toEqual(Array(3).fill(["Bearer a", "Bearer b", "nobody"]).flat());
    expect(sent).toBe(3);
  });

  it.each<[string, (secret: string) => Partial<HttpRequest> & { path: string }]>([
    ["Cookie", (secret) => ({ path: "/a", headers: [["cookie", `id=${secret}`]] })],
    ["X-API-Key", (secret) => ({ path: "/a", headers: [["X-API-Key", secret]] })],
    ["access_token in the query", (secret) => ({ path: `/a?access_token=${secret}`, headers: [] })],
    ["API_KEY in the query", (secret) => ({ path: `/a?API_KEY=${secret}`, headers: [] })],
  ])("%s separates users", async (_what, from) => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    const ask = (secret: string) => {
      const { path, ...overrides } = from(secret);
      return stage.ask(stage.request(path, overrides));
    };
    expect([(await ask("one")).text, (await ask("two")).text, (await ask("one")).text]).toEqual([
      "1",
      "2",
      "1",
    ]);
  });

  it("userinfo in the URL separates users", async () => {
    await using stage = await openStage();
    const texts: string[] = [];
    for (const who of ["a:1@", "a:2@", ""]) {
      const url = `http://${who}example.test/`;
      const send: Send = async () => ({
        status: 200,
        url,
        headers: [],
        body: new TextEncoder().encode(who),
        coding: "decoded",
      });
      for (let i = 0; i < 2; i += 1)
        texts.push((await stage.ask({ method: "GET", url, headers: [] }, undefined, { send })).text);
    }
    expect(texts).toEqual(["a:1@", "a:1@", "a:2@", "a:2@", "", ""]);
  });

  it("a keyFn cannot undo it", async () => {
    await using stage = await openStage({ keyFn: () => "the same for all" });
    for (const token of ["a", "b"]) {
      const { text } = await stage.ask(stage.request("/me", { headers: bearer(token) }), undefined, {
        send: whoAmI,
      });
      expect(text).toBe(`Bearer ${token}`);
    }
  });

  it("partitionBy names other headers, cookies or parameters, or nothing", async () => {
    await using stage = await openStage();
    const kindsOf = async (path: string, ...lists: readonly HeaderList[]): Promise<readonly string[]> => {
      const kinds: string[] = [];
      for (const headers of lists) kinds.push((await stage.ask(stage.request(path, { headers }))).cache.kind);
      return kinds;
    };
    stage.origin.answer("/a", { body: "1" });
    stage.origin.answer("/b", { body: "1" });
    stage.origin.answer("/c", { body: "1" });
    stage.cache.settings.partitionBy = "nothing";
    expect(await kindsOf("/a", bearer("a"), bearer("b"))).toEqual(["miss", "hit"]);
    stage.cache.settings.partitionBy = { headers: ["X-Tenant"] };
    expect(
      await kindsOf(
        "/b",
        [["x-tenant", "1"]],
        [["X-Tenant", "2"]],
        [
          ["x-tenant", "1"],
          ["cookie", "c=1"],
        ],
      ),
    ).toEqual(["miss", "miss", "hit"]);
    stage.cache.settings.partitionBy = { cookies: ["id"] };
    expect(
      await kindsOf("/c", [["cookie", "id=1; ad=1"]], [["cookie", "ad=2; id=1"]], [["cookie", "id=2"]]),
    ).toEqual(["miss", "hit", "miss"]);
  });

  it("what A changes is fetched anew by B too", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await stage.ask(stage.request("/a", { headers: bearer("b") }));
    await stage.ask(stage.request("/a", { method: "POST", headers: bearer("a") }));
    expect((await stage.ask(stage.request("/a", { headers: bearer("b") }))).cache.kind).toBe("miss");
  });
});

describe.each(PERSISTENT)("secrets, in %s", (kind) => {
  it.each<[string, string, HeaderList]>([
    ["authorization in lower case", "/a", [["authorization", `Bearer ${SECRET}`]]],
    ["AUTHORIZATION in upper case", "/a", [["AUTHORIZATION", `Bearer ${SECRET}`]]],
    ["a cookie", "/a", [["Cookie", `id=${SECRET}`]]],
    ["a cookie that the answer varies on", "/vary", [["cookie", `id=${SECRET}`]]],
    ["an authorization that the answer varies on", "/vary", [["Authorization", SECRET]]],
    ["a header that comes back in the answer", "/echo", [["X-API-Key", SECRET]]],
    ["a parameter", `/a?q=1&access_token=${SECRET}`, []],
    ["an ignored parameter", `/a?q=1&nonce=${SECRET}`, []],
    ["an ignored header that the answer varies on", "/vary", [["X-Trace", SECRET]]],
    ["a parameter in a Location", `/moved?api_key=${SECRET}`, []],
    ["a parameter in a Content-Location and a Link", `/linked?api_key=${SECRET}`, []],
  ])("V2, G-018, G-057, G-197 %s is nowhere in the store", async (_what, path, headers) => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, ignoredParameters: ["nonce", "X-Trace"] });
    stage.origin.answer("/a", { body: "1" });
    stage.origin.answer("/echo", { headers: { "X-Api-Key": SECRET }, body: "1" });
    stage.origin.answer("/vary", { headers: { Vary: "Cookie, Authorization, X-Trace" }, body: "1" });
    stage.origin.answer("/moved", { status: 301, headers: { Location: `/a?api_key=${SECRET}` } });
    stage.origin.answer("/linked", {
      headers: { "Content-Location": `/b?api_key=${SECRET}`, Link: `</c?api_key=${SECRET}>; rel=next` },
      body: "1",
    });
    const first = await stage.ask(stage.request(path, { headers }));
    await stage.cache.flush();
    expect(await stage.cache.count()).toBeGreaterThan(0);
    const held = store.contents();
    expect(held).not.toContain(SECRET);
    expect(held).toContain("127.0.0.1");
    const second = await stage.ask(stage.request(path, { headers }));
    expect([second.cache.fromCache, second.text]).toEqual([true, first.text]);
    for await (const stored of stage.cache.filter()) expect(JSON.stringify(stored)).not.toContain(SECRET);
    expect(stage.cache.keyOf(stage.request(path, { headers }))).not.toContain(SECRET);
  });

  it("V2 what is told of requests has no secret either, whatever becomes of them", async () => {
    using store = openStore(kind);
    await using stage = await openStage({
      backend: store.backend,
      ignoredParameters: ["nonce"],
      staleWhileRevalidate: true,
      filterFn: () => {
        throw new Error("no");
      },
      rules: [
        {
          url: {
            test: () => {
              throw new Error("no");
            },
          },
        },
      ],
    });
    for (const path of ["/a", "/b"]) stage.origin.answer(path, { body: "1" });
    const query = `?q=1&access_token=${SECRET}&nonce=${SECRET}`;
    const kept = { filterFn: () => true, expireAfter: 1 };
    await stage.ask(`/a${query}`, kept);
    await stage.ask(`/a${query}`, kept);
    stage.clock.advance(2_000);
    await stage.ask(`/a${query}`, kept);
    await stage.told("refreshed");
    await stage.ask(`/b${query}`);
    await stage.ask(stage.request(`/a${query}`, { method: "POST" }));
    await stage.ask(`/a${query}`, { disabled: true });
    await stage.cache.flush();
    const told = new Set(stage.events.map((event) => event.kind));
    expect([...told].sort()).toEqual([
      "invalidated",
      "refreshed",
      "served",
      "stored",
      "user-function-failed",
    ]);
    expect(JSON.stringify(stage.events)).not.toContain(SECRET);
    expect(JSON.stringify(stage.events)).toContain("q=1&access_token=REDACTED&nonce=REDACTED");
  });

  it("userinfo is nowhere in the store", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "1" });
    const url = stage.request("/a").url.replace("//", `//me:${SECRET}@`);
    await stage.ask({ method: "GET", url, headers: [] }, undefined, {
      send: (request, context) => httpSend({ ...request, url: stage.request("/a").url }, context),
    });
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(1);
    expect(store.contents()).not.toContain(SECRET);
  });

  it("a redirect that adds a secret of its own is not kept, since nobody could follow it without", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/login", { status: 302, headers: { Location: `/a?access_token=${SECRET}` } });
    stage.origin.answer("/a", { body: "1" });
    for (let i = 0; i < 2; i += 1) expect((await stage.ask("/login")).text).toBe("1");
    await stage.cache.flush();
    expect([stage.asked("/login"), stage.asked(`/a?access_token=${SECRET}`)]).toEqual([2, 1]);
    expect(store.contents()).not.toContain(SECRET);
  });
});
