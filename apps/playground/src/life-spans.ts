import type { Scenario, ScenarioStep } from "@rcache/core/playground";
import { requestOf } from "./message-text.ts";
import { openStage, type Stage } from "./play.ts";

/** What the engine does with a request at a moment, and what it would do if the origin failed then. */
export interface Verdict {
  readonly kind: string;
  readonly reason: string;
  readonly ifOriginFails: string;
  readonly isStored: boolean;
}

/** A time in which the engine's verdict is the same; in milliseconds since the answer before the last request. */
export interface LifeSpan extends Verdict {
  readonly fromMs: number;
  /** undefined: to the end of time. */
  readonly untilMs: number | undefined;
}

/** Beyond it nothing is looked for, in seconds. */
const HORIZON = 400 * 86_400;

/**
 * The verdicts on the last request of a scenario, had it come at another time: asked of the engine at one moment after another, not computed.
 * The clock begins when the request before it was answered, or with the scenario.
 */
export async function lifeSpans(scenario: Scenario): Promise<readonly LifeSpan[]> {
  const asked = scenario.steps.at(-1);
  if (asked === undefined || (scenario.steps.length < 2 && !scenario.stored?.length)) return [];
  await using stage = await openStage(scenario);
  for (const step of scenario.steps.slice(0, -1)) await stage.play(step);
  const beginMs = stage.clock.nowMs();
  const probe = async (second: number): Promise<Verdict> => {
    stage.clock.advance(beginMs + second * 1_000 - stage.clock.nowMs());
    return verdictNow(stage, asked);
  };
  const spans: LifeSpan[] = [];
  let [from, verdict] = [0, await probe(0)];
  let at = 0;
  for (const moment of await momentsOf(stage, beginMs)) {
    for (let next = await probe(moment); !isSame(next, verdict); ) {
      const change = await firstChange(at, moment, verdict, probe);
      spans.push({ ...verdict, fromMs: from * 1_000, untilMs: change * 1_000 });
      [from, at, verdict] = [change, change, await probe(change)];
      if (change === moment) next = verdict;
    }
    at = moment;
  }
  return [...spans, { ...verdict, fromMs: from * 1_000, untilMs: undefined }];
}

/** The first whole second after `from` at which the verdict is another, given that it is at `until`. */
async function firstChange(
  from: number,
  until: number,
  verdict: Verdict,
  probe: (second: number) => Promise<Verdict>,
): Promise<number> {
  let [same, other] = [from, until];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (isSame(await probe(middle), verdict)) same = middle;
    else other = middle;
  }
  return other;
}

/** Seconds at which to look: ever wider apart, and wherever a stored answer says that something changes. */
async function momentsOf(stage: Stage, beginMs: number): Promise<readonly number[]> {
  const moments = new Set<number>();
  for (let second = 1; second < HORIZON; second = Math.ceil(second * 1.3)) moments.add(second);
  for (const { lifetimes } of await stage.stored()) {
    const { freshUntilMs, whileRevalidateUntilMs, ifErrorUntilMs, removeAtMs } = lifetimes;
    for (const untilMs of [freshUntilMs, whileRevalidateUntilMs, ifErrorUntilMs, removeAtMs]) {
      const second = Math.ceil((untilMs - beginMs) / 1_000);
      if (second > 0 && second <= HORIZON) moments.add(second);
    }
  }
  return [...moments].sort((a, b) => a - b);
}

async function verdictNow({ cache, clock, origin }: Stage, step: ScenarioStep): Promise<Verdict> {
  const request = requestOf(step.request, { nowMs: clock.nowMs(), answeredMs: origin.answeredMs() });
  const { kind, reason } = (await cache.explain(request, step.options)).verdict;
  const isStored = await cache.contains(request);
  const down = (): Promise<never> => Promise.reject(new Error("the origin is down"));
  const ifOriginFails = await cache.handle(request, down, step.options).then(
    ({ cache: { kind: served } }) => served,
    () => "failed",
  );
  await cache.flush();
  return { kind, reason, ifOriginFails, isStored };
}

function isSame(a: Verdict, b: Verdict): boolean {
  return (
    a.kind === b.kind &&
    a.reason === b.reason &&
    a.ifOriginFails === b.ifOriginFails &&
    a.isStored === b.isStored
  );
}
