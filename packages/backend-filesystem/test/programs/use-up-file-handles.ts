// Answers requests through a cache while the process cannot open another file, and again when it can. Prints what came of each as a line of JSON,
// or why the limit of open files cannot be set.
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { type CacheEvent, createHttpCache, type Send } from "@rcache/core";
import { filesystemBackend } from "../../src/filesystem-backend.ts";

const SPARE = 8;
const [directory = ""] = process.argv.slice(2);
let nowMs = Date.now();
let asked = 0;
let events: CacheEvent[] = [];
const cache = createHttpCache({
  backend: filesystemBackend({ directory }),
  clock: { nowMs: () => nowMs },
  expireAfter: "1h",
  onEvent: (event) => events.push(event),
});
const send: Send = async ({ url }) => {
  asked += 1;
  return { status: 200, url, headers: [], body: Buffer.from(`answer to ${url}`), coding: "decoded" };
};

// Everything is loaded by now: nobody could load a module later.
await ask("https://origin.test/before");
const handles: number[] = [];
const problem = limitHandles();
if (problem !== undefined) say({ because: problem });
else {
  const why = useUpHandles();
  say({ when: "none-left", why, ...(await ask("https://origin.test/meanwhile")) });
  for (const handle of handles) closeSync(handle);
  // The cache leaves a backend alone for a while that has failed several times.
  nowMs += 60_000;
  say({ when: "again", ...(await ask("https://origin.test/after")) });
  say({ when: "again", ...(await ask("https://origin.test/after")) });
  say({ when: "again", ...(await ask("https://origin.test/before")) });
}
await cache.close();

function limitHandles(): string | undefined {
  if (process.platform !== "linux") return "there is no prlimit but on Linux";
  const limit = readdirSync("/proc/self/fd").length + SPARE;
  const limited = spawnSync("prlimit", ["--pid", String(process.pid), `--nofile=${limit}:${limit}`]);
  return limited.status === 0 ? undefined : (limited.error?.message ?? limited.stderr.toString());
}

function useUpHandles(): unknown {
  try {
    for (;;) handles.push(openSync("/dev/null", "r"));
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}

async function ask(url: string): Promise<object> {
  events = [];
  const askedBefore = asked;
  const { body, cache: outcome } = await cache.handle({ method: "GET", url, headers: [] }, send);
  await cache.flush();
  const text = body instanceof Uint8Array ? Buffer.from(body).toString() : "";
  const failures = events
    .filter(({ kind }) => kind === "backend-failed")
    .map((event) => JSON.stringify(causeOf(event)));
  return {
    url,
    kind: outcome.kind,
    isRight: text === `answer to ${url}`,
    asked: asked - askedBefore,
    failures,
  };
}

function causeOf(event: CacheEvent): unknown {
  const error: unknown = "error" in event ? event.error : undefined;
  return error instanceof Error ? error.message : undefined;
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
