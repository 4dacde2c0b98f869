import { type Scenario, scenarioIn } from "@rcache/core/playground";

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
