import { memoryBackend } from "@rcache/backend-memory";
import { type CachedFetch, createCachedFetch } from "@rcache/fetch";
import { manualClock } from "@rcache/testkit";
import { filled } from "./header-values.ts";
import { interimAnswers } from "./interim-answers.ts";
import { answerFindings, type Finding, type Got, originFindings, type Step } from "./judge.ts";
import type { Run } from "./runs.ts";
import type { Results, SuiteRequest, SuiteTest } from "./suite.ts";
import { NUMBER_FIELD, type SuiteOrigin, type Trial } from "./suite-origin.ts";

const PAUSE_MS = 3_000;

/**
 * Makes a test's requests through a cache of its own, over real sockets, and says what the suite says of it.
 *
 * Its pauses pass on the clock that the cache and the origin share.
 */
export async function runTest(
  test: SuiteTest,
  { mode, settings }: Run,
  origin: SuiteOrigin,
): Promise<Results[string]> {
  const clock = manualClock();
  const trial = origin.begin(test, clock);
  const options = { backend: memoryBackend(), cacheControl: true, shared: mode === "shared", clock };
  await using cached = createCachedFetch({ ...options, ...settings });
  try {
    const found = await firstFinding(trial, cached);
    return found === undefined ? true : [found.isSetup ? "Setup" : "Assertion", found.message];
  } catch (error) {
    return error instanceof Error ? [error.name, error.message] : ["unknown", String(error)];
  }
}

async function firstFinding(trial: Trial, cached: CachedFetch): Promise<Finding | undefined> {
  const steps: Step[] = [];
  for (const asked of trial.test.requests) {
    const got = await ask(trial, asked, steps, cached);
    const step: Step = { trial, asked, number: steps.length + 1, got };
    steps.push(step);
    const [found] = answerFindings(step);
    if (found !== undefined) return found;
    await cached.cache.flush();
    if (asked.pause_after) trial.clock.advance(PAUSE_MS);
  }
  return steps.flatMap((step) => [...originFindings(step)])[0];
}

async function ask(
  trial: Trial,
  asked: SuiteRequest,
  before: readonly Step[],
  cached: CachedFetch,
): Promise<Got> {
  const url = new URL(urlOf(trial, asked));
  using interim = interimAnswers(`${url.pathname}${url.search}`);
  const response = await cached(url, {
    ...(asked.request_method !== undefined && { method: asked.request_method }),
    ...(asked.request_body !== undefined && { body: asked.request_body }),
    ...(asked.cache !== undefined && { cache: asked.cache }),
    ...(asked.redirect !== undefined && { redirect: asked.redirect }),
    headers: linesOf(asked, before),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, interim: interim.seen };
}

function urlOf({ url }: Trial, { filename, query_arg: query }: SuiteRequest): string {
  return `${url}${filename === undefined ? "" : `/${filename}`}${query === undefined ? "" : `?${query}`}`;
}

function linesOf(asked: SuiteRequest, before: readonly Step[]): [string, string][] {
  const headers = before.at(-1)?.got.headers;
  const filling = { nowMs: Number(headers?.get("server-now")), path: headers?.get("server-base-url") ?? "" };
  return [
    ...(asked.request_headers ?? []).map((line): [string, string] => [line[0], filled(line, asked, filling)]),
    [NUMBER_FIELD, String(before.length + 1)],
  ];
}
