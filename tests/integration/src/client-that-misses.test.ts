import type { Bypass, HandledResponse, HttpRequest, Miss, Send } from "@rcache/core";
import { createHttpCache } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { openStore, type StoreKind } from "./stores.ts";

const HEADERS = [["cache-control", "max-age=60"]] as const;
const HEAD = { status: 200, statusText: "OK", headers: HEADERS };
const BODY = new TextEncoder().encode("a body in pieces");

function asking(path: string, overrides: Partial<HttpRequest> = {}): HttpRequest {
  return { method: "GET", url: `http://origin.test/${path}`, headers: [], redirect: "manual", ...overrides };
}

/** A client that counts what the cache has it send. */
function sending(): Send & { readonly sent: string[] } {
  const sent: string[] = [];
  const send: Send = async ({ url }) => {
    sent.push(url);
    return { status: 200, url, headers: HEADERS, body: new TextEncoder().encode("sent"), coding: "wire" };
  };
  return Object.assign(send, { sent });
}

function asMiss(begun: HandledResponse | Bypass | Miss): Miss {
  if (!("failed" in begun)) throw new Error("it is no miss");
  return begun;
}

function asAnswer(begun: HandledResponse | Bypass | Miss): HandledResponse {
  if (!("status" in begun)) throw new Error("it is no answer");
  return begun;
}

const KINDS: readonly StoreKind[] = ["memory", "sqlite"];

describe.each(KINDS)("a client that sends its misses by itself, over %s", (kind) => {
  it("has what it receives stored from the copies of its pieces, and answered from then on", async () => {
    using store = openStore(kind);
    await using cache = createHttpCache({ backend: store.backend, cacheControl: true });
    const send = sending();
    const miss = asMiss(await cache.handleOrMiss(asking("a"), send));
    const { cache: outcome, copy } = await miss.answered(HEAD);
    expect([outcome.kind, outcome.store, outcome.write]).toEqual(["miss", "explicit", "pending"]);
    for (const at of [0, 5, 10]) {
      const piece = BODY.slice(at, at === 10 ? undefined : at + 5);
      expect(copy?.take(piece)).toBe(true);
      // Its owner may write to it at once.
      piece.fill(0);
    }
    copy?.end();
    const answer = asAnswer(await cache.handleOrMiss(asking("a"), send));
    expect([answer.cache.kind, answer.body]).toEqual(["hit", BODY]);
    expect(send.sent).toEqual([]);
  });

  it("has nothing stored that broke off, that was cut short, or that the answer forbids", async () => {
    using store = openStore(kind);
    await using cache = createHttpCache({ backend: store.backend, cacheControl: true });
    const send = sending();
    const begin = async (path: string): Promise<Miss> => asMiss(await cache.handleOrMiss(asking(path), send));
    const brokenOff = await (await begin("broken-off")).answered(HEAD);
    brokenOff.copy?.take(BODY);
    brokenOff.copy?.abandon();
    brokenOff.copy?.end();
    const cut = await (await begin("cut")).answered({
      ...HEAD,
      headers: [...HEADERS, ["content-length", "100"]],
    });
    cut.copy?.take(BODY);
    cut.copy?.end();
    const forbidden = await (await begin("no-store")).answered({
      ...HEAD,
      headers: [["cache-control", "no-store"]],
    });
    expect([forbidden.cache.store, forbidden.copy]).toEqual(["no-store", undefined]);
    await cache.flush();
    expect(await cache.count()).toBe(0);
  });
});

describe("a client that sends its misses by itself", () => {
  it("is waited for by who asks the same meanwhile, and tells them of its failure", async () => {
    using store = openStore("memory");
    await using cache = createHttpCache({ backend: store.backend, cacheControl: true });
    const send = sending();
    const first = asMiss(await cache.handleOrMiss(asking("a"), send));
    const joined = cache.handleOrMiss(asking("a"), send);
    const { copy } = await first.answered(HEAD);
    copy?.take(BODY);
    copy?.end();
    const answer = asAnswer(await joined);
    expect([answer.cache.fromCache, answer.body]).toEqual([true, BODY]);
    const failing = asMiss(await cache.handleOrMiss(asking("b"), send));
    const waiting = cache.handleOrMiss(asking("b"), send);
    failing.failed(new Error("the line is dead"));
    await expect(waiting).rejects.toThrow("the line is dead");
    expect(send.sent).toEqual([]);
  });

  it("is given no miss where the cache has to send: for validation, for HEAD, for redirects that are followed", async () => {
    using store = openStore("memory");
    await using cache = createHttpCache({ backend: store.backend, cacheControl: true });
    const send = sending();
    asAnswer(await cache.handleOrMiss(asking("head", { method: "HEAD" }), send));
    asAnswer(await cache.handleOrMiss(asking("followed", { redirect: "follow" }), send));
    expect(send.sent).toEqual(["http://origin.test/head", "http://origin.test/followed"]);
    const passed = await cache.handleOrMiss(asking("changed", { method: "PUT" }), send);
    expect("answered" in passed && !("failed" in passed)).toBe(true);
  });

  it("is told of by `served` before `stored`", async () => {
    using store = openStore("memory");
    const told: string[] = [];
    await using cache = createHttpCache({
      backend: store.backend,
      cacheControl: true,
      onEvent: ({ kind }) => told.push(kind),
    });
    const { copy } = await asMiss(await cache.handleOrMiss(asking("a"), sending())).answered(HEAD);
    copy?.take(BODY);
    copy?.end();
    await cache.flush();
    expect(told).toEqual(["served", "stored"]);
  });
});
