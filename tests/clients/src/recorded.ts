import { readFileSync } from "node:fs";
import { CASES, type Case } from "./cases.ts";
import type { Client, OtherRuntime } from "./client.ts";

/** What came out under another runtime, by client and case. */
export interface Recorded {
  /** With its version. */
  readonly runtime: string;
  readonly clients: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** In a file, because the page is written on Node. `pnpm test:runtimes --write` writes it anew. */
export function readRecorded(runtime: OtherRuntime): Recorded {
  // The cast: the file is written by `tests/runtimes/clients-table.ts`.
  return JSON.parse(readFileSync(recordedFile(runtime), "utf8")) as Recorded;
}

/** The cases that are asked: without those in which the client never settles, with or without a cache. */
export function casesOf(client: Client, runtime: OtherRuntime | "node"): readonly Case[] {
  const hangs = client.hangsIn?.[runtime] ?? client.hangs;
  return CASES.filter(({ name }) => hangs?.includes(name) !== true);
}

export function recordedFile(runtime: OtherRuntime): URL {
  return new URL(`./recorded/${runtime}.json`, import.meta.url);
}
