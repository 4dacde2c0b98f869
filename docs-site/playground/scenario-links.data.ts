import { GROUPS, RUNS } from "@rcache/conformance-tests";

/** Scenarios about the same thing, each with its place in the playground. */
export interface ScenarioLinks {
  readonly id: string;
  readonly name: string;
  readonly tests: readonly { readonly name: string; readonly href: string }[];
}

declare const data: readonly ScenarioLinks[];

export { data };

export default {
  load(): readonly ScenarioLinks[] {
    return GROUPS.map(({ id, name, tests }) => ({
      id,
      name,
      tests: tests.map((test) => {
        const run = RUNS.find((each) => each.tests.includes(test))?.name ?? "private";
        return { name: test.name, href: `/playground#${new URLSearchParams({ suite: test.id, run })}` };
      }),
    }));
  },
};
