import { isRcacheError } from "@rcache/core";
import {
  fragmentOf,
  type Mode,
  type PlainSettings,
  type Scenario,
  type ScenarioStep,
  type StoredAnswer,
  scenarioIn,
} from "@rcache/core/playground";
import { FIRST_SCENARIO, type LifeSpan, lifeSpans, type PlayedStep, play } from "@rcache/playground";
import { reactive, ref, shallowRef, watch } from "vue";
import { openLinked } from "./open-linked.ts";

/** A scenario as it is typed. */
export interface Draft {
  title: string | undefined;
  mode: Mode;
  /** JSON. */
  settings: string;
  /** When it begins, in ISO 8601; empty: when scenarios begin that do not say when. */
  begin: string;
  /** JSON. */
  stored: string;
  steps: DraftStep[];
}

export type DraftStep = { -readonly [K in keyof ScenarioStep]: ScenarioStep[K] };

/** What is typed, what the engine makes of it, and its link; all of it follows what is typed. */
export function usePlayground() {
  const draft = reactive<Draft>(draftOf(FIRST_SCENARIO));
  const played = shallowRef<readonly PlayedStep[]>([]);
  const spans = shallowRef<readonly LifeSpan[]>([]);
  const begun = shallowRef<Pick<Scenario, "beginMs" | "stored">>({});
  const mistake = ref("");
  const fragment = ref("");
  let latest = 0;

  async function judge(): Promise<void> {
    latest += 1;
    const mine = latest;
    try {
      const scenario = scenarioOf(draft);
      const [steps, life] = [await play(scenario), await lifeSpans(scenario)];
      if (mine !== latest) return;
      begun.value = scenario;
      [played.value, spans.value, mistake.value, fragment.value] = [steps, life, "", fragmentOf(scenario)];
    } catch (error) {
      if (mine === latest) mistake.value = textOf(error);
    }
  }

  async function open(hash: string): Promise<void> {
    Object.assign(draft, draftOf(await openLinked(hash)));
    await judge();
  }

  watch(draft, judge);
  return { draft, begun, played, spans, mistake, fragment, open };
}

function draftOf({ title, mode, settings, steps, beginMs, stored }: Scenario): Draft {
  return {
    title,
    mode,
    settings: JSON.stringify(settings, undefined, 2),
    begin: beginMs === undefined ? "" : new Date(beginMs).toISOString(),
    stored: stored === undefined ? "" : JSON.stringify(stored, undefined, 2),
    steps: steps.map((step) => ({ ...step })),
  };
}

function scenarioOf({ title, mode, settings, steps, begin, stored }: Draft): Scenario {
  return {
    ...(title === undefined ? {} : { title }),
    mode,
    settings: settingsOf(settings),
    ...(begin.trim() === "" ? {} : { beginMs: instantOf(begin) }),
    ...(stored.trim() === "" ? {} : { stored: storedIn(stored) }),
    steps,
  };
}

function instantOf(text: string): number {
  const instantMs = Date.parse(text);
  if (!Number.isNaN(instantMs)) return instantMs;
  throw new SyntaxError(`"${text}" is no instant, such as 2026-01-01T00:00:00Z.`);
}

/** Read as a link would be. */
function storedIn(text: string): readonly StoredAnswer[] {
  const stored: unknown = JSON.parse(text);
  const { stored: understood } = scenarioIn(JSON.stringify({ ...FIRST_SCENARIO, stored })) ?? {};
  if (understood !== undefined) return understood;
  throw new SyntaxError("Stored responses are a list, as in the link of an explanation.");
}

function settingsOf(text: string): PlainSettings {
  const value: unknown = text.trim() === "" ? {} : JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SyntaxError('Settings are an object, such as { "expireAfter": "1h" }.');
  return value;
}

function textOf(error: unknown): string {
  if (isRcacheError(error)) return `${error.message} ${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}
