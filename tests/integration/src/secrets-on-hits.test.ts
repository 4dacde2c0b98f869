import type { HeaderList, HttpRequest, Send } from "@rcache/core";
import { httpSend, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { openStore, type StoreKind } from "./stores.ts";

const KEY = "s3cr3t-Key";
const STORES: readonly StoreKind[] = ["memory", "sqlite", "key-value", "tiered"];

/** Fields as an origin of paged lists sends them, and what a request shows of its key. */
const CASES: readonly (readonly [
  what: string,
  path: string,
  headers: HeaderList,
  field: string,
  value: string,
])[] = [
  ["Link", `/list?api_key=${KEY}`, [], "Link", `</list?api_key=${KEY}&page=2>; rel="next"`],
  [
    "Link, for a key in a field",
    "/list",
    [["PRIVATE-TOKEN", KEY]],
    "Link",
    `</list?private_token=${KEY}&page=2>`,
  ],
  ["Content-Location", `/list?token=${KEY}`, [], "Content-Location", `/list.json?token=${KEY}`],
  ["Location", `/list?sig=${KEY}`, [], "Location", `/other?sig=${KEY}#top`],
  ["Refresh", `/list?token=${KEY}`, [], "Refresh", `5; url=/list?token=${KEY}`],
  ["a session in a path", "/list", [["Authorization", KEY]], "Location", `/home;jsessionid=${KEY}`],
  ["a token that the origin makes", "/list", [["Authorization", KEY]], "X-Subject-Token", `made-${KEY}`],
];

describe.each(STORES)("a hit's fields are the miss's, byte for byte, in %s", (kind) => {
  it.each(CASES)("%s", async (_what, path, headers, field, value) => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, allowableCodes: [200, 201] });
    stage.origin.answer(path, { status: 201, headers: { [field]: value }, body: "1" });
    const request = stage.request(path, { headers });
    const first = await stage.ask(request);
    await stage.cache.flush();
    const [hit, head] = [await stage.ask(request), await stage.ask({ ...request, method: "HEAD" })];
    expect([hit.cache.kind, head.cache.kind]).toEqual(["hit", "hit"]);
    for (const answer of [first, hit, head]) expect(answer.field(field.toLowerCase())).toBe(value);
    const isOfTheConnection = ([name]: HeaderList[number]): boolean => name === "Connection";
    expect(hit.response.headers).toEqual(first.response.headers.filter((line) => !isOfTheConnection(line)));
    if (kind !== "memory") expect(store.contents()).not.toContain(KEY);
    for await (const stored of stage.cache.filter()) expect(JSON.stringify(stored)).not.toContain(KEY);
  });

  it("a 304 that confirms leaves them so", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, expireAfter: 1 });
    const link = `</list?api_key=${KEY}&page=2>; rel="next"`;
    stage.origin.answer(
      `/list?api_key=${KEY}`,
      { headers: { etag: '"a"', link }, body: "1" },
      { status: 304, headers: { etag: '"a"' } },
    );
    for (const expected of ["miss", "revalidated", "hit"]) {
      const { cache, field } = await stage.ask(`/list?api_key=${KEY}`);
      expect([cache.kind, field("link")]).toEqual([expected, link]);
      if (expected === "miss") stage.clock.advance(2_000);
    }
  });
});

describe("redirects with secrets", () => {
  it("are followed from the store, by hand and by the cache", async () => {
    await using stage = await openStage();
    stage.origin.answer(`/a?api_key=${KEY}`, { status: 302, headers: { Location: `/b?q=1&api_key=${KEY}` } });
    stage.origin.answer(`/b?q=1&api_key=${KEY}`, { body: "there" });
    for (let i = 0; i < 2; i += 1) expect((await stage.ask(`/a?api_key=${KEY}`)).text).toBe("there");
    const manual = await stage.ask(stage.request(`/a?api_key=${KEY}`, { redirect: "manual" }));
    expect([manual.cache.kind, manual.field("location")]).toEqual(["hit", `/b?q=1&api_key=${KEY}`]);
    expect([stage.asked(`/a?api_key=${KEY}`), stage.asked(`/b?q=1&api_key=${KEY}`)]).toEqual([1, 1]);
    const [hop] = (await stage.ask(`/a?api_key=${KEY}`)).cache.history;
    expect(hop?.headers.find(([name]) => name.toLowerCase() === "location")?.[1]).toBe(
      `/b?q=1&api_key=${KEY}`,
    );
  });

  it.each([{}, { disabled: true }, { ignoredParameters: ["x"] }])(
    "a live answer is followed as the origin wrote it, with %o: nothing is filled in for another origin",
    async (options) => {
      await using stage = await openStage(options);
      await using other = await scriptedOrigin();
      for (const written of ["/?x=REDACTED", "/?x={own}", "/?api_key=REDACTED"]) {
        stage.origin.answer(`/a?x=${KEY}&api_key=${KEY}`, {
          status: 302,
          headers: { Location: other.url + written },
        });
        const asked: string[] = [];
        const send = (request: HttpRequest, context: Parameters<typeof httpSend>[1]) => {
          asked.push(request.url);
          return httpSend(request, context);
        };
        await stage.ask(`/a?x=${KEY}&api_key=${KEY}`, { forceRefresh: true }, { send });
        await stage.ask(`/a?x=${KEY}&api_key=${KEY}`, undefined, { send });
        const foreign = asked.filter((url) => url.startsWith(other.url));
        expect(foreign.length).toBeGreaterThan(0);
        expect(foreign.join()).not.toContain(KEY);
      }
    },
  );

  it("one that gives a nobody a session is not kept, since the next nobody would have it", async () => {
    await using stage = await openStage();
    stage.origin.answer(
      "/login",
      { status: 302, headers: { Location: "/home;jsessionid=1" } },
      { status: 302, headers: { Location: "/home;jsessionid=2" } },
    );
    const sessions = [];
    for (let i = 0; i < 2; i += 1)
      sessions.push((await stage.ask(stage.request("/login", { redirect: "manual" }))).field("location"));
    expect(sessions).toEqual(["/home;jsessionid=1", "/home;jsessionid=2"]);
  });
});

describe("where an answer came from, behind a client that follows by itself", () => {
  const end = (url: string): Send =>
    Object.assign(async () => ({ status: 200, url, headers: [], body: null, coding: "decoded" as const }), {
      redirects: "hidden" as const,
    });

  it.each([`https://cdn.test/x?sig=${KEY}`, `https://cdn.test/x;token=${KEY}`, "https://cdn.test/x"])(
    "%s is told on a hit to whoever has the same credential",
    async (url) => {
      using store = openStore("sqlite");
      await using stage = await openStage({ backend: store.backend });
      const request = stage.request("/a", { headers: [["authorization", "x"]] });
      const first = await stage.ask(request, undefined, { send: end(url) });
      await stage.cache.flush();
      const hit = await stage.ask(request, undefined, { send: end("never") });
      expect([hit.cache.kind, hit.response.url]).toEqual(["hit", first.response.url]);
      expect(hit.response.url).toBe(url);
      expect(store.contents()).not.toContain(KEY);
    },
  );

  it("with a secret that nothing can seal, a hit tells where it was asked for", async () => {
    await using stage = await openStage();
    const send = end(`https://cdn.test/x?sig=${KEY}`);
    await stage.ask("/a", undefined, { send });
    const hit = await stage.ask("/a", undefined, { send });
    expect([hit.cache.kind, hit.response.url]).toEqual(["hit", stage.request("/a").url]);
  });
});

describe("what is told of a request with secrets", () => {
  it.each([
    ["redirects to no HTTP URL", { Location: "mailto:a@b.com" }, {}],
    ["redirects where none is wanted", { Location: "/b" }, { redirect: "error" as const }],
    ["redirects for ever", { Location: `/a?token=${KEY}` }, {}],
  ])("that %s: the error has none", async (_what, headers, overrides) => {
    await using stage = await openStage();
    stage.origin.answer(`/a?token=${KEY}`, { status: 302, headers });
    const error: unknown = await stage
      .ask(stage.request(`/a?token=${KEY}`, overrides))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toContain("/a?token=REDACTED");
  });

  it("that is no request: the error has none", async () => {
    await using stage = await openStage();
    const asked = stage.cache.handle({ method: "GET", url: `/a?token=${KEY}`, headers: [] }, httpSend);
    await expect(asked).rejects.toThrow(/^(?!.*s3cr3t).*GET \/a is not a request/);
  });

  it("behind a client that follows by itself: the event's history has none, the caller's is whole", async () => {
    await using stage = await openStage({ disabled: true });
    const hop = {
      url: `http://a.test/?token=${KEY}`,
      status: 302,
      headers: [
        ["Location", `/b?token=${KEY}`],
        ["Set-Cookie", `sid=${KEY}`],
      ] as HeaderList,
    };
    const { response } = await stage.ask("/a", undefined, {
      send: async ({ url }) => ({
        status: 200,
        url,
        headers: [],
        body: null,
        coding: "decoded",
        history: [hop],
      }),
    });
    expect(response.history).toEqual([hop]);
    expect(JSON.stringify(stage.events)).not.toContain(KEY);
    expect(JSON.stringify(stage.eventsOf("served"))).toContain("token=REDACTED");
  });
});
