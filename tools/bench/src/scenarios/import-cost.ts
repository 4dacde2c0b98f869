import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Scenario } from "../harness/bench.ts";
import type { Role } from "../harness/client.ts";
import { median } from "../harness/statistics.ts";
import type { Row } from "../report/result.ts";

const SUBJECTS: readonly { readonly specifier: string; readonly role: Role }[] = [
  { specifier: "data:text/javascript,", role: "limit" },
  { specifier: "@rcache/core", role: "ours" },
  { specifier: "@rcache/backend-memory", role: "ours" },
  { specifier: "@rcache/backend-sqlite", role: "ours" },
  { specifier: "@rcache/fetch", role: "ours" },
  { specifier: "undici", role: "peer" },
  { specifier: "node-fetch-cache", role: "peer" },
  { specifier: "got", role: "peer" },
];

// The runtime's own Response comes with undici, whose loading costs more than all of ours.
const PROGRAM = `
const beganMs = performance.now();
await import(process.argv[1]);
const tookMs = performance.now() - beganMs;
const loadsFetch = process.moduleLoadList.some((name) => name.endsWith("internal/deps/undici/undici"));
console.log(JSON.stringify({ tookMs, loadsFetch }));
`;

/** S9: what an import costs in a fresh process. */
export const importCost: Scenario = {
  id: "s9",
  title: "import in a fresh process",
  limit: "an empty module",
  columns: [
    { figure: "importMs", label: "import ms" },
    { figure: "aboveMs", label: "above the limit ms" },
    { figure: "loadsFetch", label: "loads fetch", digits: 0 },
  ],
  async run({ quick }) {
    const samples = new Map(SUBJECTS.map(({ specifier }): [string, Import[]] => [specifier, []]));
    for (let round = 0; round < (quick ? 3 : 15); round += 1)
      for (const [specifier, all] of samples) all.push(importOnce(specifier));
    const tookMs = new Map([...samples].map(([name, all]) => [name, median(all.map((each) => each.tookMs))]));
    const [limitMs = Number.NaN] = tookMs.values();
    return SUBJECTS.map(({ specifier, role }): Row => {
      const importMs = tookMs.get(specifier) ?? Number.NaN;
      const loadsFetch = samples.get(specifier)?.some((each) => each.loadsFetch) ? 1 : 0;
      return {
        contender: role === "limit" ? "limit: empty module" : specifier,
        role,
        figures: { importMs, aboveMs: importMs - limitMs, loadsFetch },
        ...(specifier === "@rcache/core" && {
          bars: [
            { figure: "aboveMs", better: "lower", good: 5 },
            { figure: "loadsFetch", better: "lower", good: 0 },
          ],
        }),
      };
    });
  },
};

interface Import {
  readonly tookMs: number;
  readonly loadsFetch: boolean;
}

function importOnce(specifier: string): Import {
  const args = [...process.execArgv, "--no-warnings", "--input-type=module", "-e", PROGRAM, specifier];
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  // The cast: what the program above prints.
  return JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: "utf8" })) as Import;
}
