import { tmpdir } from "node:os";
import { createCachedAdapter, withCache } from "@rcache/axios";
import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { openCache } from "@rcache/backends";
import { createHttpCache, pipeline } from "@rcache/core";
import { CachedSession, createCachedFetch } from "@rcache/fetch";
import axios from "axios";
import { describe, expect, it } from "vitest";

const URL_A = "http://127.0.0.1:1/";
const cache = createHttpCache({ backend: memoryBackend() });
const request = { method: "GET", url: URL_A, headers: [] };
const answer = { status: 200, url: URL_A, headers: [], body: null, coding: "decoded" } as const;
const send = async () => answer;
const fetch = createCachedFetch({ backend: memoryBackend() });
const session = new CachedSession({ backend: memoryBackend() });

/** What a newcomer writes, the code of the error, what it says of what was given, and what is to be done. The casts are what the compiler would refuse. */
const MISTAKES: Readonly<
  Record<string, readonly [() => unknown, code: string, given: string, todo: string]>
> = {
  "delete of a URL": [
    () => cache.delete("http://a/" as never),
    "RCACHE_INVALID_OPTION",
    '"http://a/" is not an object with conditions',
    '{ urls: ["http://a/"] }',
  ],
  "delete of a URL object": [
    () => cache.delete(new URL("http://a/") as never),
    "RCACHE_INVALID_OPTION",
    "filter: an object",
    "{ urls: […] }",
  ],
  "delete of a list": [
    () => cache.delete(["a"] as never),
    "RCACHE_INVALID_OPTION",
    "a list",
    "{ urls: […] }",
  ],
  "count of a URL": [() => cache.count("a" as never), "RCACHE_INVALID_OPTION", '"a"', '{ urls: ["a"] }'],
  "get of nothing": [
    () => cache.get(undefined as never),
    "RCACHE_INVALID_REQUEST",
    "undefined",
    "Give a URL",
  ],
  "copyFrom of a name": [
    () => cache.copyFrom("x" as never),
    "RCACHE_INVALID_OPTION",
    '"x"',
    "a cache or a backend",
  ],
  "put of a Response": [
    () => cache.put(request, new Response("x") as never),
    "RCACHE_INVALID_RESPONSE",
    "its headers are a Headers, not a list of pairs",
    "fromResponse of @rcache/fetch",
  ],
  "createHttpCache without options": [
    () => createHttpCache(undefined as never),
    "RCACHE_INVALID_OPTION",
    "undefined is not an object",
    "Give an object",
  ],
  "createHttpCache with an alias": [
    () => createHttpCache({ backend: "sqlite" as never }),
    "RCACHE_INVALID_BACKEND",
    "the backend lacks open",
    "an alias to openCache",
  ],
  "openCache with a name": [
    () => openCache("x" as never),
    "RCACHE_INVALID_OPTION",
    '"x"',
    "{ backend: 'sqlite'",
  ],
  "with of a name": [() => cache.with("x" as never), "RCACHE_INVALID_OPTION", '"x"', "{ expireAfter: '1h' }"],
  "handle without send": [
    () => cache.handle(request, undefined as never),
    "RCACHE_INVALID_OPTION",
    "send",
    "cache.handle(request, send)",
  ],
  "handle of a URL": [
    () => cache.handle(URL_A as never, send),
    "RCACHE_INVALID_REQUEST",
    "a string",
    "{ method:",
  ],
  "handle with headers as an object": [
    () => cache.handle({ ...request, headers: { a: "b" } as never }, send),
    "RCACHE_INVALID_REQUEST",
    "its headers are an object, not a list of pairs",
    "headers: [['accept', 'text/html']]",
  ],
  "handle with a text as body": [
    () => cache.handle({ ...request, method: "POST", body: "x" as never }, send),
    "RCACHE_INVALID_REQUEST",
    "its body is a text",
    "a body is bytes",
  ],
  "a send that gives a Response": [
    () => cache.handle(request, async () => new Response("x") as never),
    "RCACHE_INVALID_RESPONSE",
    "its headers are a Headers",
    "fromResponse of @rcache/fetch",
  ],
  "a send that gives a Response to a request that passes": [
    () => cache.handle({ ...request, method: "POST" }, async () => new Response("x") as never),
    "RCACHE_INVALID_RESPONSE",
    "its headers are a Headers",
    "fromResponse of @rcache/fetch",
  ],
  "on of an outcome": [
    () => cache.on("hit" as never, () => undefined),
    "RCACHE_UNKNOWN_OPTION",
    'there is no event "hit"',
    "Listen to served, whose outcome.kind is hit",
  ],
  "a session with two names": [
    () => new CachedSession("x", "redis" as never),
    "RCACHE_INVALID_OPTION",
    '"redis" is not an object',
    '{ backend: "redis"',
  ],
  "a session of a number": [() => new CachedSession(5 as never), "RCACHE_INVALID_OPTION", "5", "{ backend:"],
  "statuses as texts": [
    () => createCachedFetch({ allowableCodes: ["200"] as never }),
    "RCACHE_INVALID_OPTION",
    'allowableCodes[0]: "200"',
    "a number between 100 and 599",
  ],
  "ttl as an option": [
    () => createCachedFetch({ ttl: 60 } as never),
    "RCACHE_UNKNOWN_OPTION",
    '"ttl"',
    "Did you mean expireAfter?",
  ],
  "ttl of a session's request": [
    () => session.get(URL_A, { ttl: 60 } as never),
    "RCACHE_UNKNOWN_OPTION",
    '"ttl"',
    "Did you mean expireAfter?",
  ],
  "timeout of a session's request": [
    () => session.get(URL_A, { timeout: 60 } as never),
    "RCACHE_UNKNOWN_OPTION",
    '"timeout"',
    "Did you mean timeoutMs?",
  ],
  "data of a session's request": [
    () => session.post(URL_A, { data: {} } as never),
    "RCACHE_UNKNOWN_OPTION",
    '"data"',
    "`form`, `json` or `body`",
  ],
  "auth of a session's request": [
    () => session.get(URL_A, { auth: ["a", "b"] } as never),
    "RCACHE_UNKNOWN_OPTION",
    '"auth"',
    "Authorization header",
  ],
  "a session's request with a text": [
    () => session.get(URL_A, "x" as never),
    "RCACHE_INVALID_OPTION",
    '"x"',
    "{ expireAfter: '1h' }",
  ],
  "expireAfter at the top of fetch's init": [
    () => fetch(URL_A, { expireAfter: 60 } as never),
    "RCACHE_UNKNOWN_OPTION",
    "expireAfter: it has no effect here",
    "{ rcache: { expireAfter: … } }",
  ],
  "maxAge at the top of fetch's init": [
    () => fetch(URL_A, { maxAge: 60 } as never),
    "RCACHE_UNKNOWN_OPTION",
    "maxAge: it has no effect here",
    "{ rcache: { expireAfter: … } }",
  ],
  "rcache: false": [
    () => fetch(URL_A, { rcache: false as never }),
    "RCACHE_INVALID_OPTION",
    "false is not an object",
    "{ disabled: true }",
  ],
  "rcache: false beside a mode": [
    () => fetch(URL_A, { rcache: false as never, cache: "reload" }),
    "RCACHE_INVALID_OPTION",
    "false is not an object",
    "{ disabled: true }",
  ],
  "staleIfError among axios's options": [
    () => withCache(axios.create(), { backend: "memory" }).get(URL_A, { staleIfError: true } as never),
    "RCACHE_UNKNOWN_OPTION",
    "staleIfError: it has no effect here",
    "{ rcache: { staleIfError: … } }",
  ],
  "withCache without an instance": [
    () => withCache({ expireAfter: 5 } as never),
    "RCACHE_INVALID_OPTION",
    "an object is not an axios instance",
    "axios.create()",
  ],
  "an adapter of a name": [
    () => createCachedAdapter("x" as never),
    "RCACHE_INVALID_OPTION",
    '"x"',
    "an object",
  ],
  "pipeline of nothing": [
    () => pipeline(undefined as never),
    "RCACHE_SERIALIZER_MISMATCH",
    "undefined is not a serializer",
    "frameSerializer",
  ],
  "a directory as path": [
    () => createHttpCache({ backend: sqliteBackend({ path: tmpdir() }) }).ready(),
    "RCACHE_INVALID_OPTION",
    `path: ${tmpdir()} is a directory`,
    "http_cache.sqlite",
  ],
};

describe("a mistake is told with what was given and what to do", () => {
  it.each(Object.entries(MISTAKES))("%s", async (_, [make, code, given, todo]) => {
    // A call of the caller's may throw or reject.
    const failing = Promise.resolve().then(make);
    await expect(failing).rejects.toMatchObject({
      name: "RcacheError",
      code,
      message: expect.stringContaining(given),
      remedy: expect.stringContaining(todo),
    });
  });
});

describe("what is not ours to judge passes", () => {
  it("members of fetch's init that frameworks and runtimes add", async () => {
    const inner = createCachedFetch({ backend: memoryBackend(), fetch: async () => new Response("x") });
    const init = {
      method: "GET",
      next: { tags: ["a"] },
      cf: {},
      tags: ["a"],
      timeout: 5,
      refresh: true,
      disabled: true,
    };
    expect((await inner(URL_A, init)).status).toBe(200);
  });
});
