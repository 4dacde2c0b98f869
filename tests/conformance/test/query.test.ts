import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import type { Fields } from "../src/message.ts";
import { type Asking, MODES, type Mode, ORIGIN, openStage } from "../src/stage.ts";

const FRESH = { "Cache-Control": "max-age=60" };
const JSON_TYPE = { "Content-Type": "application/json" };
const options = { allowableMethods: ["GET", "HEAD", "QUERY", "POST"] };

function query(text: string, headers: Fields = JSON_TYPE, method = "QUERY"): Asking {
  return { method, headers, body: new TextEncoder().encode(text) };
}

/** How a second request is answered after a first one. */
async function following(mode: Mode, first: Asking, second: Asking, cacheControl = true): Promise<string> {
  await using stage = openStage(mode, {
    ...options,
    cacheControl,
    shared: cacheControl && mode === "shared",
  });
  stage.origin("/a", { headers: FRESH });
  await stage.ask("/a", first);
  return (await stage.ask("/a", second)).cache.kind;
}

describe.each(MODES)("QUERY, %s", (mode) => {
  it.each([
    ["GET", "HEAD"],
    ["GET", "HEAD", "QUERY"],
  ])(
    "RFC 10008 §2.7 rule 172: it invalidates nothing, with %s as first method of those cached",
    async (...allowableMethods) => {
      await using stage = openStage(mode, { allowableMethods });
      stage.origin("/a", { headers: FRESH });
      await stage.kinds("/a", {}, query("{}"));
      expect((await stage.ask("/a")).cache.kind).toBe("hit");
    },
  );

  it("RFC 10008 §2.7 rule 172: the same content with the same description is one key", async () => {
    expect(await following(mode, query('{"a":1}'), query('{"a":1}'))).toBe("hit");
  });

  it.each([
    ["other content", query('{"a":2}')],
    ["no content", query("")],
    ["another type", query('{"a":1}', { "Content-Type": "text/plain" })],
    ["no type", query('{"a":1}', {})],
    ["another coding", query('{"a":1}', { ...JSON_TYPE, "Content-Encoding": "gzip" })],
    ["a POST", query('{"a":1}', JSON_TYPE, "POST")],
    ["a GET", { method: "GET" }],
    ["a HEAD", { method: "HEAD" }],
  ])("RFC 10008 §2.7 rule 172: %s is another key", async (_, second) => {
    expect(await following(mode, query('{"a":1}'), second)).toBe("miss");
  });

  it("RFC 10008 §2.7 rule 173: one whose body cannot be read for the key passes, and leaves the store alone", async () => {
    await using stage = openStage(mode, options);
    stage.origin("/a", { headers: FRESH });
    const streaming: Asking = { method: "QUERY", headers: JSON_TYPE, body: "streaming" };
    expect(await stage.kinds("/a", {}, streaming, streaming, {})).toEqual([
      "miss",
      "bypass",
      "bypass",
      "hit",
    ]);
  });

  it("RFC 10008 §2.7 rule 173: its body still arrives whole", async () => {
    const arrived: string[] = [];
    await using fetch = createCachedFetch({
      backend: memoryBackend(),
      cacheControl: true,
      shared: mode === "shared",
      ...options,
      fetch: async (input, init) => {
        arrived.push(await new Request(input, init).text());
        return new Response("answer", { headers: FRESH });
      },
    });
    const body = (): ReadableStream => new Blob(["select ", "all"]).stream();
    for (let i = 0; i < 2; i += 1) {
      const init = { method: "QUERY", body: body(), duplex: "half" } as const;
      expect(await (await fetch(`${ORIGIN}/a`, init)).text()).toBe("answer");
    }
    expect(arrived).toEqual(["select all", "select all"]);
  });

  it("RFC 10008 §2.7 rule 174: bodies that may mean the same are two keys where headers decide", async () => {
    expect(await following(mode, query('{"a":1,"b":2}'), query('{"b":2,"a":1}'))).toBe("miss");
    expect(await following(mode, query('{"a":1}'), query('{ "a": 1 }'))).toBe("miss");
  });

  it("RFC 10008 §2.7 rule 174: where settings decide they are one key, and are sent as they came", async () => {
    expect(await following(mode, query('{"a":1,"b":2}'), query('{"b":2,"a":1}'), false)).toBe("hit");
    await using stage = openStage(mode, { ...options, cacheControl: false, shared: false });
    stage.origin("/a", {});
    const asking = query('{ "b":2, "a":1 }');
    await stage.ask("/a", asking);
    expect(stage.sent[0]?.body).toEqual(asking.body);
  });

  it.each([301, 302, 307, 308])(
    "RFC 10008 §2.5 rule 175: %i keeps the method and the content",
    async (status) => {
      await using stage = openStage(mode, options);
      stage.origin("/a", { status, headers: { Location: "/b" } });
      stage.origin("/b", { headers: FRESH, body: "b" });
      expect((await stage.ask("/a", query("{}"))).text).toBe("b");
      const [first, second] = stage.sent;
      expect([second?.method, second?.url, second?.body]).toEqual(["QUERY", `${ORIGIN}/b`, first?.body]);
    },
  );

  it("RFC 10008 §2.4 rule 175: a Location beside a 200 is the caller's: nothing is asked of it by itself, and the QUERY is asked again", async () => {
    await using stage = openStage(mode, options);
    const headers = { "Cache-Control": "max-age=10, stale-while-revalidate=60", Location: "/result/1" };
    stage.origin("/a", { headers, body: "a" });
    const asking = query("{}");
    expect((await stage.ask("/a", asking)).lines("Location")).toEqual(["/result/1"]);
    stage.later(11);
    expect((await stage.ask("/a", asking)).cache.kind).toBe("stale");
    await stage.cache.flush();
    expect(stage.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `QUERY ${ORIGIN}/a`,
      `QUERY ${ORIGIN}/a`,
    ]);
  });

  it("RFC 10008 §2.5 rule 175: 303 becomes a GET without content", async () => {
    await using stage = openStage(mode, options);
    stage.origin("/a", { status: 303, headers: { Location: "/b" } });
    stage.origin("/b", { headers: FRESH, body: "b" });
    expect((await stage.ask("/a", query("{}"))).text).toBe("b");
    expect([stage.sent[1]?.method, stage.sent[1]?.body]).toEqual(["GET", undefined]);
    expect((await stage.ask("/b")).cache.kind).toBe("hit");
  });
});
