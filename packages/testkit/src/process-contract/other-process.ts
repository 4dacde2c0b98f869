// A process beside the one that runs the tests: opens the shared store and does one thing with it. It prints a line where it waits for one on
// stdin, and one with what came of it.
import { once } from "node:events";
import { createHttpCache } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { entryOf } from "../builders/entry-of.ts";
import { recordOf } from "../builders/record-of.ts";
import { openShared } from "./process-subject.ts";
import { sendByFetch } from "./send-by-fetch.ts";

const SECOND_MS = 1_000;

/** By the names that the contract calls them. */
const COMMANDS: Readonly<Record<string, (backend: Backend, subject: string) => Promise<void>>> = {
  /** Prints how many records went. */
  async invalidate(backend, target) {
    await opened(backend);
    say(String(await backend.invalidate(target)));
  },
  /** Looks, and stores what it was waiting for under what it had seen. */
  async storeLate(backend, target) {
    await opened(backend);
    const { epoch = "", records } = await backend.find({ target, selector: "GET" }, "-");
    const [found] = records;
    await turn("looked");
    const entry = entryOf({ address: { target }, receivedAtMs: Date.now(), revision: "late" });
    const seen = found === undefined ? { epoch } : { revision: found.revision };
    say(await backend.put(await recordOf(entry, backend), seen));
  },
  async lease(backend, name) {
    await opened(backend);
    const lease = await backend.lease?.(name, 60 * SECOND_MS);
    await turn(lease?.held === true ? "held" : "not held");
  },
  /** Prints how a request was answered, and with what. */
  ask,
  /** The same, and before that a line whenever the lease was renewed. */
  async askSlowly(backend, url) {
    await ask({ ...backend, ...(backend.lease && { lease: toldOf(backend.lease.bind(backend)) }) }, url);
  },
};

async function ask(backend: Backend, url: string): Promise<void> {
  const cache = createHttpCache({
    backend,
    expireAfter: "1h",
    singleFlight: "across-processes",
    backendDeadlineMs: 60 * SECOND_MS,
    flightWaitMs: 60 * SECOND_MS,
  });
  await cache.ready();
  await turn("ready");
  const { cache: outcome, body } = await cache.handle({ method: "GET", url, headers: [] }, sendByFetch);
  say(`${outcome.kind} ${body instanceof Uint8Array ? new TextDecoder().decode(body) : ""}`);
  await cache.flush();
}

function toldOf(lease: NonNullable<Backend["lease"]>): NonNullable<Backend["lease"]> {
  return async (name, forMs) => {
    const taken = await lease(name, forMs);
    if (!taken.held) return taken;
    return {
      ...taken,
      extend: async (moreMs) => {
        const isOurs = await taken.extend(moreMs);
        say(isOurs ? "renewed" : "lost");
        return isOurs;
      },
    };
  };
}

async function opened(backend: Backend): Promise<void> {
  await backend.open({ nowMs: () => Date.now(), report: () => undefined });
}

async function turn(line: string): Promise<void> {
  say(line);
  const told = once(process.stdin, "data");
  process.stdin.resume();
  await told;
  // Deno would begin to read the next line, and then destroying stdin does not end that.
  process.stdin.pause();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [module = "", place = "", cacheName = "", command = "", subject = ""] = process.argv.slice(2);
const backend = await openShared(module, place, cacheName);
await COMMANDS[command]?.(backend, subject);
await backend.close();
process.stdin.destroy();
