import { isRcacheError } from "@rcache/core";
import {
  FIRST_SCENARIO,
  fragmentOf,
  type LifeSpan,
  lifeSpans,
  type Mode,
  type PlainSettings,
  type PlayedStep,
  play,
  type Scenario,
  type ScenarioStep,
} from "@rcache/playground";
import { reactive, ref, shallowRef, watch } from "vue";
import { openLinked } from "./open-linked.ts";

/** A scenario as it is typed. */
export interface Draft {
  title: string | undefined;
  mode: Mode;
  /** JSON. */
  settings: string;
  steps: DraftStep[];
}

export type DraftStep = { -readonly [K in keyof ScenarioStep]: ScenarioStep[K] };

/** What is typed, what the engine makes of it, and its link; all of it follows what is typed. */
export function usePlayground() {
  const draft = reactive<Draft>(draftOf(FIRST_SCENARIO));
  const played = shallowRef<readonly PlayedStep[]>([]);
  const spans = shallowRef<readonly LifeSpan[]>([]);
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
  return { draft, played, spans, mistake, fragment, open };
}

function draftOf({ title, mode, settings, steps }: Scenario): Draft {
  return {
    title,
    mode,
    settings: JSON.stringify(settings, undefined, 2),
    steps: steps.map((step) => ({ ...step })),
  };
}

function scenarioOf({ title, mode, settings, steps }: Draft): Scenario {
  return { ...(title === undefined ? {} : { title }), mode, settings: settingsOf(settings), steps };
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
