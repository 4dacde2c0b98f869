import { CASES, type Case } from "./cases.ts";
import type { Client, OtherRuntime } from "./client.ts";
import type { Recorded } from "./recorded.ts";
import { runtimesTable } from "./runtimes-table.ts";

/** The page of the documentation, from what came out of the test, and of its runs under other runtimes. */
export function page(
  table: ReadonlyMap<Client, ReadonlyMap<Case, string>>,
  others: Readonly<Record<OtherRuntime, Recorded>>,
): string {
  const head = `| client | ${CASES.map(({ name }) => name).join(" | ")} |`;
  const rule = `|---|${CASES.map(() => ":-:").join("|")}|`;
  const rows = [...table].map(
    ([{ name }, cells]) =>
      `| ${name} | ${CASES.map((each) => MARKS[cells.get(each) ?? ""] ?? "–").join(" | ")} |`,
  );
  return `${INTRODUCTION}\n${[head, rule, ...rows].join("\n")}\n${END}\n${runtimesTable(table, others)}`;
}

const MARKS: Readonly<Record<string, string>> = { cached: "✓", passes: "passes", differs: "differs" };

const INTRODUCTION = `# Clients under \`@rcache/patch\`

Each client sends three requests with its own defaults: without a cache, with an empty cache, and once more. ✓: all three responses are equal, and the third came from the cache. *passes*: all three are equal, and the origin was asked each time, as it should be. The test in \`tests/clients\` writes this table.

## Node
`;

const END = `
- Responses with status 204 and 302 are cached because \`allowableCodes\` names them.
- *cut off*: the connection ends before the body does. The client reports the same failure in all three runs, and nothing is stored. "–": on Node 24, the client never settles in this case, with or without a cache.
- Clients that follow redirects send one request per hop, and each hop is an entry. \`node:http\`, \`simple-get\` and \`undici request\` show the 302.
`;
