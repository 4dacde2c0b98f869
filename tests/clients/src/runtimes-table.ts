import { CASES, type Case } from "./cases.ts";
import type { Client, OtherRuntime } from "./client.ts";
import type { Recorded } from "./recorded.ts";

const RUNTIMES: readonly OtherRuntime[] = ["bun", "deno"];
const SAVED = "a fetch of the runtime's own, saved before the installation";

/** Why nothing of a client is cached. */
const REASONS: Readonly<Record<OtherRuntime, Readonly<Record<string, string>>>> = {
  bun: {
    "fetch, saved before": SAVED,
    "node-fetch 3": "Bun gives its own fetch to who imports `node-fetch`",
    "cross-fetch": "imports `node-fetch`, for which Bun gives its own fetch",
    urllib: "imports `undici`, for which Bun gives a module of its own",
  },
  deno: { "fetch, saved before": SAVED },
};

/**
 * The same cases under Bun and Deno, client by client.
 *
 * @throws Error where nothing of a client is cached, and nobody has said why
 */
export function runtimesTable(
  table: ReadonlyMap<Client, ReadonlyMap<Case, string>>,
  others: Readonly<Record<OtherRuntime, Recorded>>,
): string {
  const head = `| client | ${RUNTIMES.map((runtime) => others[runtime].runtime).join(" | ")} |`;
  const rows = [...table].map(([client, onNode]) => {
    const cells = RUNTIMES.map((runtime) => summary(client, onNode, runtime, others[runtime]));
    return `| ${client.name} | ${cells.join(" | ")} |`;
  });
  return `${INTRODUCTION}\n${[head, "|---|---|---|", ...rows].join("\n")}\n${END}`;
}

function summary(
  { name }: Client,
  onNode: ReadonlyMap<Case, string>,
  runtime: OtherRuntime,
  { clients }: Recorded,
): string {
  const cells = clients[name] ?? {};
  if (!Object.values(cells).includes("cached")) {
    const reason = REASONS[runtime][name];
    if (reason === undefined) throw new Error(`nothing of ${name} is cached in ${runtime}: say why`);
    return `passes: ${reason}`;
  }
  const others = CASES.filter((each) => cells[each.name] !== onNode.get(each));
  return others.length === 0 ? "✓" : others.map((each) => difference(each, cells[each.name])).join(", ");
}

function difference({ name }: Case, cell: string | undefined): string {
  return `✓ but *${name}*: ${cell ?? "never settles, with or without a cache"}`;
}

const INTRODUCTION = `## Bun and Deno

The same cases, in a program that these runtimes run themselves. ✓: each case is as on Node. *passes*: nothing of the client is cached, and each of its responses is the same as without a cache, for the reason given. No client is refused, and none differs. \`pnpm test:runtimes\` compares this table with what it finds.
`;

const END = `
\`isInstalled("undici")\` is \`false\` in these runtimes until a copy of undici from npm has been loaded and has sent a request. The first installation says so in one warning (\`RCACHE_HOOK_MISSING\`). In Bun, \`undici\` under its own name is a module of Bun's, of which nothing is cached; the rows of undici are of copies under other names.
`;
