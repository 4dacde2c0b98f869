import { memoryBackend } from "@rcache/backend-memory";
import {
  type CacheOutcome,
  createHttpCache,
  type Explanation,
  type HeaderList,
  type HttpCache,
} from "@rcache/core";
import type { Backend, Entry } from "@rcache/core/backend";
import {
  BEGIN_MS,
  type Scenario,
  type ScenarioStep,
  type StoredAnswer,
  storeAgain,
} from "@rcache/core/playground";
import { MessageMistake, requestOf, responseOf } from "./message-text.ts";
import {
  type ScriptedClock,
  type ScriptedOrigin,
  type SentRequest,
  scriptedOrigin,
} from "./scripted-origin.ts";

/** What came of one request. */
export interface PlayedStep {
  /** When it was made, in milliseconds since the scenario began. */
  readonly atMs: number;
  /** What the engine said that it would do, before it did. */
  readonly explanation: Explanation;
  readonly outcome: CacheOutcome;
  /** What the caller got; undefined: the failure of the origin. */
  readonly answer:
    | { readonly status: number; readonly headers: HeaderList; readonly text: string }
    | undefined;
  /** What reached the origin because of it, a refresh in the background included. */
  readonly sent: readonly SentRequest[];
  /** What is stored after it. */
  readonly stored: readonly Entry[];
}

/** A cache, an origin and a clock for one scenario. */
export interface Stage extends AsyncDisposable {
  readonly beginMs: number;
  readonly cache: HttpCache;
  readonly clock: ScriptedClock;
  readonly origin: ScriptedOrigin;
  play(step: ScenarioStep): Promise<PlayedStep>;
  stored(): Promise<readonly Entry[]>;
}

/** Makes a scenario's requests and tells what the engine made of each. @throws RcacheError for settings it refuses */
export async function play(scenario: Scenario): Promise<readonly PlayedStep[]> {
  await using stage = await openStage(scenario);
  const played: PlayedStep[] = [];
  for (const step of scenario.steps) played.push(await stage.play(step));
  return played;
}

/** @throws RcacheError for settings that the engine refuses */
export async function openStage({
  mode,
  settings,
  beginMs = BEGIN_MS,
  stored = [],
}: Scenario): Promise<Stage> {
  let nowMs = beginMs;
  const clock: ScriptedClock = {
    nowMs: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
  const backend = memoryBackend();
  const cache = createHttpCache({
    ...settings,
    backend,
    clock,
    cacheControl: mode !== "rules",
    ...(mode === "shared" ? { shared: true } : {}),
  });
  // What passes the cache does not open it, and its store is looked at.
  await cache.ready();
  const origin = scriptedOrigin(clock, await storeBefore(cache, stored, nowMs));
  const stage = { cache, clock, origin, beginMs, stored: () => storedIn(backend) };
  return {
    ...stage,
    play: (step) => playStep(stage, step),
    [Symbol.asyncDispose]: () => cache.close(),
  };
}

/** Returns the fields of what it has stored. */
async function storeBefore(
  cache: HttpCache,
  stored: readonly StoredAnswer[],
  nowMs: number,
): Promise<readonly HeaderList[]> {
  const instants = { nowMs, answeredMs: nowMs };
  const fields: HeaderList[] = [];
  for (const [at, answer] of stored.entries()) {
    const request = requestOf(answer.request, instants);
    const response = responseOf(answer.response, request, instants);
    if (response === undefined || !(await storeAgain(cache, request, response, answer)))
      throw new MessageMistake(`The stored response ${at + 1} cannot be stored.`);
    fields.push(response.headers);
  }
  return fields;
}

async function playStep(
  stage: Omit<Stage, "play" | typeof Symbol.asyncDispose>,
  step: ScenarioStep,
): Promise<PlayedStep> {
  const { cache, clock, origin, stored, beginMs } = stage;
  clock.advance(step.afterSeconds * 1_000);
  origin.turn(step);
  const atMs = clock.nowMs();
  const request = requestOf(step.request, { nowMs: atMs, answeredMs: origin.answeredMs() });
  const explanation = await cache.explain(request, step.options);
  const alreadySent = origin.sent.length;
  const outcomes: CacheOutcome[] = [];
  const stop = cache.on("served", ({ outcome }) => outcomes.push(outcome));
  const answer = await cache.handle(request, origin.send, step.options).then(readAnswer, failure);
  await cache.flush();
  stop();
  const outcome = "cache" in answer ? answer.cache : outcomes[0];
  if (outcome === undefined) throw answer instanceof Error ? answer : new Error("nothing was served");
  return {
    atMs: atMs - beginMs,
    explanation,
    outcome,
    answer: "cache" in answer ? answer : undefined,
    sent: origin.sent.slice(alreadySent),
    stored: await stored(),
  };
}

async function readAnswer(response: Awaited<ReturnType<HttpCache["handle"]>>) {
  const { status, headers, body, cache } = response;
  const pieces: Uint8Array[] = [];
  if (body instanceof Uint8Array) pieces.push(body);
  else if (body !== null) for await (const piece of body) pieces.push(piece);
  const decoder = new TextDecoder();
  const text = pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode();
  return { status, headers, text, cache };
}

function failure(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function storedIn(backend: Backend): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  // The cast: this backend keeps entries as they are.
  for await (const { value } of backend.scan?.({ values: true }) ?? []) entries.push(value as Entry);
  return entries;
}
