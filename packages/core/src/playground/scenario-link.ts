import { MODES, type Scenario, type ScenarioStep, type StoredAnswer } from "./scenario.ts";

/** A scenario as a URL's fragment, without `#`. */
export function fragmentOf(scenario: Scenario): string {
  const text = encodeURIComponent(JSON.stringify(scenario));
  // Where links are found in a text, brackets and quotes often end them.
  return `s=${text.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)}`;
}

/** The scenario that a fragment's `s` holds; undefined where it was cut off, or made by hand wrongly. */
export function scenarioIn(text: string | null): Scenario | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isScenario(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isScenario(value: unknown): value is Scenario {
  if (!isPlain(value)) return false;
  // The cast: nothing is believed of the members but that they may be there.
  const { mode, settings, steps, stored = [], beginMs = 0 } = value as Members<Scenario>;
  const isMode = MODES.some((each) => each === mode);
  const isFilled = Array.isArray(steps) && steps.length > 0 && steps.every(isStep);
  return isMode && isPlain(settings) && isFilled && Number.isFinite(beginMs) && isStore(stored);
}

function isStep(value: unknown): value is ScenarioStep {
  if (!isPlain(value)) return false;
  // The cast: as above.
  const { afterSeconds, request, response } = value as Members<ScenarioStep>;
  return Number.isFinite(afterSeconds) && typeof request === "string" && typeof response === "string";
}

const LIFETIMES: readonly (keyof StoredAnswer["lifetimes"])[] = [
  ...(["usableFromMs", "freshUntilMs", "freeUntilMs"] as const),
  ...(["whileRevalidateUntilMs", "ifErrorUntilMs", "removeAtMs"] as const),
];

function isStore(value: unknown): value is readonly StoredAnswer[] {
  return Array.isArray(value) && value.every(isStoredAnswer);
}

function isStoredAnswer(value: unknown): value is StoredAnswer {
  if (!isStep({ afterSeconds: 0, ...(isPlain(value) ? value : {}) })) return false;
  // The cast: as above.
  const { lifetimes, receivedAtMs, createdAtMs, baseAgeMs, bytes } = value as Members<StoredAnswer>;
  if (!isPlain(lifetimes) || !LIFETIMES.every((name) => name in lifetimes)) return false;
  return [...Object.values(lifetimes), receivedAtMs, createdAtMs, baseAgeMs, bytes].every(Number.isFinite);
}

type Members<T> = { readonly [K in keyof T]?: unknown };

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
