import { type Backend, createHttpCache, type HttpCache, type RequestOptions } from "@rcache/core";
import { manualClock } from "@rcache/testkit";
import { type Read, read } from "../stage.ts";
import { ReferenceOrigin } from "./reference-origin.ts";
import type { Ask, Step } from "./steps.ts";
import { troubledBackend } from "./troubled-backend.ts";

const FRESH_SECONDS = 10;
const USERS = [undefined, "Bearer a", "Bearer b"];

/** Runs the steps against a cache, and says where what it did cannot be explained by what the origin said. */
export async function runSteps(
  steps: readonly Step[],
  inner: Backend,
  withTrouble: boolean,
): Promise<readonly string[]> {
  const clock = manualClock();
  const { backend, meet } = troubledBackend(inner);
  const origin = new ReferenceOrigin(() => clock.nowMs(), !withTrouble);
  await using cache = createHttpCache({
    backend,
    clock,
    expireAfter: FRESH_SECONDS,
    inlineBytes: 2_000,
    autoClose: true,
  });
  for (const step of steps) {
    if (step.kind === "clock") clock.advance(step.seconds * 1_000);
    else if (step.kind === "origin") origin.answers.set(step.url, step.answer);
    else if (step.kind === "trouble") meet(step.trouble);
    else await askTogether(cache, origin, step.asks, () => clock.nowMs());
  }
  return origin.violations;
}

async function askTogether(
  cache: HttpCache,
  origin: ReferenceOrigin,
  asks: readonly Ask[],
  nowMs: () => number,
): Promise<void> {
  origin.isBatchOrderly = !asks.some(({ what }) => what === "forceRefresh" || what === "POST");
  const sendsBefore = origin.sends;
  await Promise.all(
    asks.map(async (ask) => {
      const invalidatedAt = origin.invalidatedAt.get(ask.url) ?? 0;
      try {
        const answer = await cache.handle(requestOf(ask), origin.sendFor(ask), optionsOf(ask));
        const got = await read(answer);
        for (const fault of faultsOf(origin, ask, got, { invalidatedAt, nowMs: nowMs() }))
          if (fault !== false)
            origin.violations.push(
              `${fault}: ${JSON.stringify(ask)} got ${got.cache.kind} ${got.text.slice(0, 20)}`,
            );
      } catch (error) {
        if (!(error instanceof Error && error.message === "reset"))
          origin.violations.push(`${JSON.stringify(ask)}: ${String(error)}`);
      }
    }),
  );
  if (asks.every(({ what }) => what === "onlyIfCached") && origin.sends > sendsBefore)
    origin.violations.push("onlyIfCached was sent");
  await cache.flush();
}

interface Moment {
  /** Of the last change that had been answered when this was asked. */
  readonly invalidatedAt: number;
  readonly nowMs: number;
}

/** What the origin cannot have meant. */
function faultsOf(
  origin: ReferenceOrigin,
  ask: Ask,
  { text, status, cache }: Read,
  { invalidatedAt, nowMs }: Moment,
): readonly (string | false)[] {
  if (ask.what === "POST") return [cache.fromCache && "a POST from the cache"];
  if (ask.what === "HEAD") return [text !== "" && "a HEAD with a body"];
  if (cache.kind === "refused") return [ask.what !== "onlyIfCached" && "refused without being asked to"];
  const exchange = origin.exchanges.get(text);
  if (exchange === undefined || exchange.ask.what === "HEAD") return ["bytes that the origin did not send"];
  const isFresh = nowMs < exchange.confirmedAtMs + FRESH_SECONDS * 1_000;
  const mayBeStale =
    cache.kind === "stale" && (ask.what === "staleIfError" || ask.what === "staleWhileRevalidate");
  const isStored = cache.fromCache && cache.kind !== "joined";
  return [
    (exchange.ask.url !== ask.url || exchange.ask.user !== ask.user) && "another's answer",
    exchange.vary && exchange.ask.accept !== ask.accept && "another variant",
    exchange.status !== status && "another status",
    cache.fromCache && exchange.status !== 200 && "what is not kept came from the cache",
    isStored && exchange.startedAt < invalidatedAt && "what was changed meanwhile",
    cache.fromCache && !isFresh && !mayBeStale && "expired without permission",
  ];
}

function requestOf({ url, user, accept, what }: Ask) {
  const authorization = USERS[user];
  return {
    method: what === "POST" || what === "HEAD" ? what : "GET",
    url: `http://origin.test/${url}`,
    headers: [
      ["accept", `type/${accept}`] as const,
      ...(authorization === undefined ? [] : [["authorization", authorization] as const]),
    ],
  };
}

function optionsOf({ what }: Ask): RequestOptions {
  switch (what) {
    case "refresh":
    case "forceRefresh":
    case "onlyIfCached":
    case "staleIfError":
    case "staleWhileRevalidate":
    case "readOnly":
      return { [what]: true };
    default:
      return {};
  }
}
