import { MODES, type Scenario, type ScenarioStep } from "./scenario.ts";

/** A scenario as a URL's fragment, without `#`. */
export function fragmentOf(scenario: Scenario): string {
  return `s=${encodeURIComponent(JSON.stringify(scenario))}`;
}

/** What a fragment asks for: a scenario of its own, one of the outside suite, or nothing that is known. */
export type Linked =
  | { readonly kind: "scenario"; readonly scenario: Scenario }
  | { readonly kind: "suite"; readonly id: string; readonly run: string }
  | { readonly kind: "nothing" };

/** Reads a fragment, with or without `#`. One that was cut off or made by hand wrongly asks for nothing. */
export function linkedBy(fragment: string): Linked {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const [id, run] = [parameters.get("suite"), parameters.get("run")];
  if (id !== null) return { kind: "suite", id, run: run ?? "private" };
  const scenario = scenarioIn(parameters.get("s"));
  return scenario === undefined ? { kind: "nothing" } : { kind: "scenario", scenario };
}

function scenarioIn(text: string | null): Scenario | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isScenario(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isScenario(value: unknown): value is Scenario {
  if (typeof value !== "object" || value === null) return false;
  // The cast: nothing is believed of the members but that they may be there.
  const { mode, settings, steps } = value as Partial<Record<keyof Scenario, unknown>>;
  const isMode = MODES.some((each) => each === mode);
  return isMode && isPlain(settings) && Array.isArray(steps) && steps.length > 0 && steps.every(isStep);
}

function isStep(value: unknown): value is ScenarioStep {
  if (!isPlain(value)) return false;
  // The cast: as above.
  const { afterSeconds, request, response } = value as Partial<Record<keyof ScenarioStep, unknown>>;
  return Number.isFinite(afterSeconds) && typeof request === "string" && typeof response === "string";
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
