import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { createHttpCache, type HandledResponse, type HttpCache } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { type ManualClock, manualClock } from "@rcache/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldOf } from "../stage.ts";
import { FRESH_SECONDS } from "./directives.ts";
import { LENGTH, RangedOrigin, type Tags } from "./ranged-origin.ts";

/** Printed with the title; a failure prints the path to its smallest counterexample beside it. */
const SEED = 20_261_121;

const STORES: readonly (readonly [string, number, () => Backend])[] = [
  ["memory", 600, () => memoryBackend()],
  ["SQLite", 200, () => sqliteBackend({ useMemory: true })],
];

interface Ask {
  readonly method: "GET" | "HEAD";
  readonly headers: readonly (readonly [string, string])[];
}

type Step =
  | { readonly kind: "ask"; readonly asks: readonly Ask[] }
  | { readonly kind: "change"; readonly isTold: boolean }
  | { readonly kind: "tags"; readonly tags: Tags }
  | { readonly kind: "clock"; readonly seconds: number };

const place = fc.nat(LENGTH + 2);
const range = fc.oneof(
  fc.tuple(place, place).map(([a, b]) => `bytes=${Math.min(a, b)}-${Math.max(a, b)}`),
  place.map((at) => `bytes=${at}-`),
  place.map((length) => `bytes=-${length}`),
);
const ask: fc.Arbitrary<Ask> = fc
  .record({
    method: fc.oneof({ weight: 9, arbitrary: fc.constant("GET" as const) }, fc.constant("HEAD" as const)),
    range: fc.option(range, { freq: 3 }),
    ifRange: fc.option(fc.nat(2), { freq: 2, nil: undefined }),
    wish: fc.constantFrom("", "", "", "no-cache", "max-stale=5"),
  })
  .map((made) => ({
    method: made.method,
    headers: [
      ...(made.range === null ? [] : [["range", made.range] as const]),
      ...(made.range === null || made.ifRange === undefined
        ? []
        : [["if-range", `"${made.ifRange}"`] as const]),
      ...(made.wish === "" ? [] : [["cache-control", made.wish] as const]),
    ],
  }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("ask"), asks: fc.array(ask, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("change"), isTold: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("tags"),
      tags: fc.constantFrom<Tags>("strong", "weak", "none"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("clock"), seconds: fc.nat(12) }) },
);

describe.each(STORES)(`whatever parts are asked for over %s (seed ${SEED})`, (_store, numRuns, open) => {
  it("each answer is of one state that was there while it is fresh, and of the bytes that it says", async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      expect(await runSteps(steps, open())).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns });
  }, 120_000);
});

async function runSteps(steps: readonly Step[], backend: Backend): Promise<readonly string[]> {
  const clock = manualClock();
  const origin = new RangedOrigin(() => clock.nowMs());
  const faults: string[] = [];
  await using cache = createHttpCache({ backend, clock, cacheControl: true, autoClose: true });
  for (const each of steps) {
    if (each.kind === "clock") clock.advance(each.seconds * 1_000);
    else if (each.kind === "tags") origin.tags = each.tags;
    else if (each.kind === "change") await change(cache, origin, each.isTold);
    else
      await Promise.all(
        each.asks.map(async (asked) => faults.push(...(await ended(cache, origin, clock, asked)))),
      );
    await cache.flush();
  }
  return faults;
}

/** The origin has another state; told, by a request that came past the cache. */
async function change(cache: HttpCache, origin: RangedOrigin, isTold: boolean): Promise<void> {
  origin.change();
  if (!isTold) return;
  const request = { method: "PUT", url: "http://origin.test/", headers: [] };
  await cache.handle(request, async () => ({
    status: 204,
    url: request.url,
    headers: [],
    body: null,
    coding: "decoded",
  }));
}

async function ended(
  cache: HttpCache,
  origin: RangedOrigin,
  clock: ManualClock,
  asked: Ask,
): Promise<readonly string[]> {
  const request = { method: asked.method, url: "http://origin.test/", headers: asked.headers };
  const answer = await cache.handle(request, origin.send);
  const fault = faultOf(answer, await bytesOf(answer.body), asked, origin, clock.nowMs());
  return fault === undefined
    ? []
    : [`${fault}: ${JSON.stringify(asked)} got ${answer.status} ${answer.cache.kind}`];
}

function faultOf(
  { status, headers, cache }: HandledResponse,
  bytes: readonly number[],
  { method, headers: wished }: Ask,
  origin: RangedOrigin,
  nowMs: number,
): string | undefined {
  if (method === "HEAD") return bytes.length > 0 ? "a HEAD with a body" : undefined;
  if (status === 416) return bytes.length > 0 ? "a 416 with a body" : undefined;
  const said = /^bytes (\d+)-(\d+)\/20$/.exec(fieldOf(headers, "content-range") ?? "");
  if (status === 206 && (said === null || fieldOf(wished, "range") === undefined))
    return "a part nobody asked for";
  const [start, end] = status === 206 ? [Number(said?.[1]), Number(said?.[2])] : [0, LENGTH - 1];
  const version = Math.floor((bytes[0] ?? 0) / LENGTH);
  if (bytes.join() !== origin.bytesOf(version, start, end).join())
    return `no state's bytes ${start} to ${end}`;
  const tag = fieldOf(headers, "etag");
  if (tag?.startsWith('"') && tag !== `"${version}"`) return "another state's tag";
  const condition = fieldOf(wished, "if-range");
  if (status === 206 && condition !== undefined && condition !== `"${version}"`)
    return "a part of another state";
  const permittedMs = (FRESH_SECONDS + (cache.kind === "stale" ? 5 : 0)) * 1_000;
  const isOld = nowMs - origin.lastSeenMs(version) > permittedMs;
  return cache.fromCache && isOld ? "a state that is gone" : undefined;
}

async function bytesOf(body: HandledResponse["body"]): Promise<readonly number[]> {
  if (body === null) return [];
  if (body instanceof Uint8Array) return [...body];
  const bytes: number[] = [];
  for await (const chunk of body) bytes.push(...chunk);
  return bytes;
}
