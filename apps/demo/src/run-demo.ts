import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import type { Backend } from "@rcache/core/backend";
import { askTwice } from "./ask-twice.ts";
import { type AskedOrigin, demoOrigin, liveOrigin } from "./asked-origin.ts";
import { coldRoundMs, rememberColdRound } from "./cold-round.ts";
import type { DemoClient } from "./demo-client.ts";
import { fetchClient } from "./fetch-client.ts";
import type { DemoArguments } from "./read-arguments.ts";
import { type Page, renderTable, renderTotals, totalsOf, wrapped } from "./render-report.ts";

/** Runs the demo and prints its report. Resolves with false where a URL gave no answer. */
export async function runDemo(
  args: DemoArguments,
  page: Page,
  print: (text: string) => void,
): Promise<boolean> {
  // Not `await using`: Node 22, which runs these sources as they are, does not know it.
  const origin = args.urls.length > 0 ? liveOrigin(args.urls) : await demoOrigin(args.delayMs);
  const backend = args.backend === "memory" ? memoryBackend() : sqliteBackend({ path: args.file });
  const client = await clientFor(args, backend, origin);
  try {
    return await askAndReport(args, page, print, origin, client);
  } finally {
    await client.close();
    await origin[Symbol.asyncDispose]();
  }
}

/** Loaded where it is asked for only: axios is the larger part of the program. */
async function clientFor(args: DemoArguments, backend: Backend, origin: AskedOrigin): Promise<DemoClient> {
  if (args.axios) return (await import("./axios-client.ts")).axiosClient(backend, origin);
  if (args.patch) return (await import("./patched-client.ts")).patchedClient(backend, origin);
  return fetchClient(backend, origin);
}

async function askAndReport(
  args: DemoArguments,
  page: Page,
  print: (text: string) => void,
  origin: AskedOrigin,
  client: DemoClient,
): Promise<boolean> {
  const ownUrls = args.urls.length > 0;
  const { cache } = client;
  await cache.ready();
  if (args.clear) await cache.clear();
  const stored = await cache.count();
  const say = (text: string): void => print(wrapped(text, page.width));
  say(introduction(args, stored));

  const rows = await askTwice(client, origin.requests, origin.hits);
  print(renderTable(rows, page));
  const totals = totalsOf(rows);
  if (!ownUrls && stored === 0) await rememberColdRound(cache, totals.firstRoundMs);
  const coldMs = ownUrls ? totals.firstRoundMs : await coldRoundMs(cache);
  say(`\n${renderTotals(totals, coldMs, page.paint)}`);
  say(await whyLine(client, origin));
  if (args.backend === "sqlite")
    say("Run it again: it will answer from the file. `--clear` forgets, `--help` tells more.\n");
  return rows.every((row) => row.first.kind !== "error" && row.second.kind !== "error");
}

function introduction(args: DemoArguments, stored: number): string {
  if (args.backend === "memory") return "Answers are kept in memory, for this run only.\n\n";
  const found = stored === 0 ? "a new file" : `${stored} answers of an earlier run are in it`;
  return `Answers are kept in ${args.file} (${found}).\n\n`;
}

/** What the cache would do with the first request now, in its own words. */
async function whyLine(client: DemoClient, origin: AskedOrigin): Promise<string> {
  const [request] = origin.requests;
  if (!request) return "";
  const explanation = await client.explain(request);
  return `\nWhy ${request.label}? ${explanation}\n\n`;
}
