import type { CacheOutcome } from "@rcache/core";
import type { PlainSettings } from "@rcache/core/playground";
import { play, suiteScenario } from "@rcache/playground";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTest } from "../src/outside/run-test.ts";
import { RUNS, type Run } from "../src/outside/runs.ts";
import { SUITE, type SuiteTest } from "../src/outside/suite.ts";
import { type SuiteOrigin, suiteOrigin } from "../src/outside/suite-origin.ts";

/** Together they ask every test. */
const ASKED = RUNS.filter(({ name }) => name === "private, allowing" || name === "CDN");

describe("the documentation's playground", () => {
  let origin: SuiteOrigin;
  beforeAll(async () => {
    origin = await suiteOrigin();
  });
  afterAll(() => origin[Symbol.asyncDispose]());

  it("is asked every scenario of the outside suite", () => {
    expect(new Set(ASKED.flatMap(({ tests }) => tests)).size).toBe(SUITE.length);
  });

  it.each(ASKED)("comes to the verdicts of the run over the wire: $name", async (run) => {
    const different: string[] = [];
    for (const test of run.tests) {
      const wire = await verdictsOverTheWire(test, run, origin);
      const played = (await verdictsPlayed(test, run)).slice(0, wire.length);
      if (wire.join() !== played.join())
        different.push(`${test.id}: ${wire.join(" · ")} ≠ ${played.join(" · ")}`);
    }
    expect(different).toEqual([]);
  });
});

/** Up to the request at which the suite finds fault and stops. */
async function verdictsOverTheWire(
  test: SuiteTest,
  run: Run,
  origin: SuiteOrigin,
): Promise<readonly string[]> {
  const verdicts: string[] = [];
  const onEvent: NonNullable<Run["settings"]["onEvent"]> = (event) => {
    if (event.kind === "served") verdicts.push(textOf(event.outcome));
  };
  await runTest(test, { ...run, settings: { ...run.settings, onEvent } }, origin);
  return verdicts;
}

async function verdictsPlayed(test: SuiteTest, { mode, settings }: Run): Promise<readonly string[]> {
  // The cast: the runs' settings are data.
  const played = await play(suiteScenario(test, { mode, settings: settings as PlainSettings }));
  return played.map(({ outcome }) => textOf(outcome));
}

function textOf(outcome: CacheOutcome): string {
  const store = outcome.kind === "miss" ? ` ${outcome.store}` : "";
  return `${outcome.kind} ${outcome.reason}${store}`;
}
