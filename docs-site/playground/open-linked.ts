import type { Scenario } from "@rcache/core/playground";
import { FIRST_SCENARIO, linkedBy, suiteScenario } from "@rcache/playground";

/** The scenario that a URL's fragment asks for. The outside suite is loaded only where it does. */
export async function openLinked(fragment: string): Promise<Scenario> {
  const linked = linkedBy(fragment);
  if (linked.kind === "scenario") return linked.scenario;
  if (linked.kind === "nothing") return FIRST_SCENARIO;
  const { data } = await import("./suite.data.ts");
  const test = data.tests.find(({ id }) => id === linked.id);
  const run = data.runs.find(({ name }) => name === linked.run);
  return test === undefined || run === undefined ? FIRST_SCENARIO : suiteScenario(test, run);
}
