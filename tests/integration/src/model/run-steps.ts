import { createHttpCache, type HttpCache, type RequestOptions } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { manualClock } from "@rcache/testkit";
import { type Read, read } from "../stage.ts";
import { FRESH_SECONDS, type Mode, mayBeKept, mayBeStale, mayBeUsedFresh, meetsWish } from "./directives.ts";
import { ReferenceOrigin } from "./reference-origin.ts";
import { type Ask, type Step, WISHES } from "./steps.ts";
import { troubledBackend } from "./troubled-backend.ts";

const USERS = [undefined, "Bearer a", "Bearer b"];

/** Runs the steps against a cache, and says where what it did cannot be explained by what the origin said. */
export async function runSteps(
  steps: readonly Step[],
  inner: Backend,
  mode: Mode,
  withTrouble: boolean,
): Promise<readonly string[]> {
  const clock = manualClock();
  const { backend, meet } = troubledBackend(inner);
  const origin = new ReferenceOrigin(mode, () => clock.nowMs(), !withTrouble);
  await using cache = createHttpCache({
    backend,
    clock,
    ...(mode === "rules"
      ? { expireAfter: FRESH_SECONDS }
      : { cacheControl: true, shared: mode === "shared" }),
    inlineBytes: 2_000,
    autoClose: true,
  });
  for (const step of steps) {
    if (step.kind === "clock") clock.advance(step.seconds * 1_000);
    else if (step.kind === "origin") origin.answers.set(step.url, step.answer);
    else if (step.kind === "trouble") meet(step.trouble);
    else await askTogether({ cache, origin, mode, nowMs: () => clock.nowMs() }, step.asks);
  }
  return origin.violations;
}

interface Run {
  readonly cache: HttpCache;
  readonly origin: ReferenceOrigin;
  readonly mode: Mode;
  nowMs(): number;
}

async function askTogether(run: Run, asks: readonly Ask[]): Promise<void> {
  const { cache, origin } = run;
  origin.isBatchOrderly = !asks.some(({ what }) => what === "forceRefresh" || what === "POST");
  const sendsBefore = origin.sends;
  await Promise.all(
    asks.map(async (ask) => {
      const invalidatedAt = origin.invalidatedAt.get(ask.url) ?? 0;
      try {
        const answer = await cache.handle(requestOf(ask), origin.sendFor(ask), optionsOf(ask));
        const got = await read(answer);
        for (const fault of faultsOf(run, ask, got, invalidatedAt))
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

/**
 * What the origin cannot have meant.
 *
 * @param invalidatedAt of the last change that had been answered when this was asked
 */
function faultsOf(
  { origin, mode, nowMs }: Run,
  ask: Ask,
  { text, status, cache }: Read,
  invalidatedAt: number,
): readonly (string | false)[] {
  if (ask.what === "POST") return [cache.fromCache && "a POST from the cache"];
  if (ask.what === "HEAD") return [text !== "" && "a HEAD with a body"];
  if (cache.kind === "refused") return [ask.what !== "onlyIfCached" && "refused without being asked to"];
  // Only an origin may forbid what would have stood in.
  if (cache.kind === "failed") return [(mode === "rules" || status !== 504 || text !== "") && "failed"];
  const exchange = origin.exchanges.get(text);
  if (exchange === undefined || exchange.ask.what === "HEAD") return ["bytes that the origin did not send"];
  const staleMs = nowMs() - exchange.confirmedAtMs - FRESH_SECONDS * 1_000;
  const saidOnce = (permits: (control: string) => boolean): boolean => [...exchange.controls].some(permits);
  const isPermitted =
    cache.kind === "stale" && saidOnce((control) => mayBeStale(mode, ask, control, staleMs));
  const isStored = cache.fromCache && cache.kind !== "joined";
  return [
    (exchange.ask.url !== ask.url || exchange.ask.user !== ask.user) && "another's answer",
    exchange.vary && exchange.ask.accept !== ask.accept && "another variant",
    exchange.status !== status && "another status",
    cache.fromCache &&
      !saidOnce((control) => mayBeKept(mode, ask, exchange.status, control)) &&
      "what is not kept came from the cache",
    cache.kind === "hit" &&
      !saidOnce((control) => mayBeUsedFresh(mode, control)) &&
      "what must be confirmed each time was not",
    cache.fromCache && exchange.ask.what === "noStore" && "what nobody was to keep",
    cache.kind === "hit" && !meetsWish(ask, nowMs() - exchange.confirmedAtMs) && "not what was wished for",
    isStored && exchange.startedAt < invalidatedAt && "what was changed meanwhile",
    cache.fromCache && staleMs >= 0 && !isPermitted && "expired without permission",
  ];
}

function requestOf({ url, user, accept, what }: Ask) {
  const wish = Object.entries(WISHES).find(([name]) => name === what)?.[1];
  const authorization = USERS[user];
  return {
    method: what === "POST" || what === "HEAD" ? what : "GET",
    url: `http://origin.test/${url}`,
    headers: [
      ["accept", `type/${accept}`] as const,
      ...(wish === undefined ? [] : [["cache-control", wish] as const]),
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
