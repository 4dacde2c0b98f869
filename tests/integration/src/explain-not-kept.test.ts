import { memoryBackend } from "@rcache/backend-memory";
import type { CacheOptions, HttpRequest } from "@rcache/core";
import type { ScriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

type Answer = Parameters<ScriptedOrigin["answer"]>[1];

interface Case {
  readonly options?: Partial<CacheOptions>;
  readonly answer?: Answer;
  readonly request?: Partial<HttpRequest>;
  readonly because: string;
  readonly unless: string;
}

const byHeaders = { cacheControl: true };
const shared = { cacheControl: true, shared: true };
const answering = (headers: Record<string, string>): Answer => ({ headers, body: "1" });

/** Why an ordinary answer is not found a second time, and what mends it. */
const CASES: Readonly<Record<string, Case>> = {
  "a status": {
    answer: { status: 404, body: "1" },
    because: "its status 404 is not in allowableCodes (200)",
    unless: "allowableCodes with 404",
  },
  "a status that needs a lifetime": {
    options: byHeaders,
    answer: { status: 403, body: "1" },
    because: "its status 403 is stored only if the response says how long it is fresh",
    unless: "a response with max-age",
  },
  "no-store": {
    options: byHeaders,
    answer: answering({ "cache-control": "no-store" }),
    because: "response cache-control: no-store",
    unless: "a response without no-store",
  },
  "a function that says so": {
    options: { expireAfter: () => "do-not-cache" },
    because: "expireAfter, which returned do-not-cache for it",
    unless: "another result of expireAfter",
  },
  filterFn: {
    options: { filterFn: () => false },
    because: "setting filterFn",
    unless: "a filterFn that returns true",
  },
  "its size": {
    options: { maxBodyBytes: 4 },
    answer: { body: "12345" },
    because: "its body is larger than maxBodyBytes: 4",
    unless: "a larger maxBodyBytes",
  },
  "nothing to reuse it by": {
    options: byHeaders,
    because: "the response does not say how long it is fresh, and it has neither ETag nor Last-Modified",
    unless: "a response with max-age",
  },
  "Vary: *": {
    options: byHeaders,
    answer: answering({ "cache-control": "max-age=60", vary: "*" }),
    because: "response vary: *",
    unless: "a response without vary: *",
  },
  "Set-Cookie in a shared cache": {
    options: shared,
    answer: answering({ "cache-control": "max-age=60", "set-cookie": "id=secret" }),
    because: "response set-cookie, in a shared cache",
    unless: "a response without set-cookie",
  },
  "private in a shared cache": {
    options: shared,
    answer: answering({ "cache-control": "private, max-age=60" }),
    because: "response cache-control: private, max-age=60, in a shared cache",
    unless: "shared: false",
  },
  "Authorization in a shared cache": {
    options: shared,
    answer: answering({ "cache-control": "max-age=60" }),
    request: { headers: [["authorization", "Bearer secret"]] },
    because: "request authorization, in a shared cache",
    unless: "a response with public, must-revalidate or s-maxage",
  },
  "expireAfter: 0": {
    options: { expireAfter: 0 },
    because: "expireAfter: 0, and it has neither ETag nor Last-Modified",
    unless: "a longer expireAfter",
  },
  readOnly: { options: { readOnly: true }, because: "setting readOnly", unless: "readOnly: false" },
  "a stream of events": {
    answer: answering({ "content-type": "text/event-stream" }),
    because: "response content-type: text/event-stream, which has no end",
    unless: "a response that ends",
  },
};

describe("explain says why the last answer is not there", () => {
  it.each(Object.entries(CASES))(
    "%s",
    async (_, { options, answer = { body: "1" }, because, unless, ...rest }) => {
      await using stage = await openStage(options);
      stage.origin.answer("/a", answer);
      const request = stage.request("/a", rest.request);
      for (const round of [1, 2]) {
        expect((await stage.ask(request)).cache.kind).toBe("miss");
        const said = await stage.cache.explain(request);
        expect([round, said.verdict.reason]).toEqual([round, "uri-miss"]);
        expect(said.decidedBy).toContain(`the last response was not stored: ${because}`);
        expect(said.wouldChange).toContain(unless);
        expect(String(said)).not.toContain("secret");
      }
    },
  );

  it("until one is kept", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { status: 500, body: "1" });
    await stage.ask("/a");
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    const { url } = stage.request("/a");
    expect((await stage.cache.explain(url)).verdict.kind).toBe("use");
    await stage.cache.delete({ urls: [url] });
    expect((await stage.cache.explain(url)).decidedBy).toBe(`the store: it has nothing under GET ${url}`);
  });

  it("the cache is closed", async () => {
    await using stage = await openStage({ autoClose: true });
    await stage.cache.close();
    const { verdict, decidedBy } = await stage.cache.explain(stage.request("/a"));
    expect([verdict.reason, decidedBy]).toEqual(["closed", "the cache, which was closed"]);
  });

  it("the backend does not answer", async () => {
    const backend = { ...memoryBackend(), find: () => Promise.reject(new Error("down")) };
    await using stage = await openStage({ backend });
    expect((await stage.cache.explain(stage.request("/a"))).decidedBy).toContain("did not answer");
  });
});

describe("explain says what is stored for others", () => {
  const as = (authorization: string): Partial<HttpRequest> => ({
    headers: [["authorization", authorization]],
  });
  const signed = (signature: string, key = "AKID"): Partial<HttpRequest> =>
    as(`AWS4-HMAC-SHA256 Credential=${key}/20260101/eu/s3/aws4_request, Signature=${signature}`);

  it("of other credentials, how many", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await stage.ask(stage.request("/a", as("Bearer one")));
    await stage.ask(stage.request("/a", as("Bearer two")));
    const said = await stage.cache.explain(stage.request("/a", as("Bearer three")));
    expect(said.decidedBy).toContain("2 responses to the same URL are stored for other credentials");
    expect(said.wouldChange).toContain("the credentials of a stored response");
  });

  it("of a request that is signed anew each time, and partitionBy mends it without mixing users", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await stage.ask(stage.request("/a", signed("1")));
    expect((await stage.ask(stage.request("/a", signed("2")))).cache.kind).toBe("miss");
    const said = await stage.cache.explain(stage.request("/a", signed("3")));
    expect(said.decidedBy).toContain("2 responses to the same URL are stored for other credentials");
    expect(said.decidedBy).toContain("a new signature each time");
    const [change = ""] = said.wouldChange;
    expect(change).toContain("partitionBy: a function that says whose response it is");
    const mended = stage.cache.with({
      harmlessNames: ["authorization"],
      partitionBy: (request) => /Credential=([^/]+)/.exec(request.header("authorization") ?? "")?.[1],
    });
    const kinds: string[] = [];
    for (const request of [signed("4"), signed("5"), signed("6", "OTHER")])
      kinds.push((await stage.ask(stage.request("/a", request), {}, { cache: mended })).cache.kind);
    expect(kinds).toEqual(["miss", "hit", "miss"]);
  });

  it("of another mode", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", answering({ "cache-control": "max-age=60" }));
    await stage.ask("/a");
    const said = await stage.cache.with(byHeaders).explain(stage.request("/a"));
    expect(said.decidedBy).toContain("1 response to the same URL is stored for another mode");
  });
});
