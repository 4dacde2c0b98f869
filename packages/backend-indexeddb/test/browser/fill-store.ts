import type { CacheEvent } from "@rcache/core";
import { entryOf, recordOf } from "@rcache/testkit";
import { indexedDbBackend } from "../../src/indexeddb-backend.ts";

/** What is left in a store after more was put into it than there is room for. */
export interface Filled {
  readonly events: readonly CacheEvent["kind"][];
  readonly codes: readonly string[];
  /** Numbers of the records that are found, in the order in which they expire. */
  readonly found: readonly number[];
}

const MEGABYTE = 1_048_576;

/** Puts so many records of a megabyte, each of which expires after the one before. */
async function fillStore(count: number): Promise<Filled> {
  const events: CacheEvent[] = [];
  const backend = indexedDbBackend();
  const nowMs = Date.now();
  await backend.open({ nowMs: () => nowMs, report: (event) => events.push(event) });
  const addressOf = (n: number) => ({ target: `https://example.com/${n}`, selector: "GET", variant: "-" });
  for (let n = 0; n < count; n += 1) {
    const lifetimes = { freshUntilMs: nowMs + (n + 1) * 1_000 };
    const entry = entryOf({
      address: addressOf(n),
      body: randomBytes(MEGABYTE),
      receivedAtMs: nowMs,
      lifetimes,
    });
    await backend.put(await recordOf(entry, backend));
  }
  const found: number[] = [];
  for (let n = 0; n < count; n += 1) if ((await backend.find(addressOf(n))).records.length > 0) found.push(n);
  await backend.close();
  const codes = events.flatMap((event) => (event.kind === "warning" ? [event.code] : []));
  return { events: events.map(({ kind }) => kind), codes, found };
}

/** What no store can make smaller. */
function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

Object.assign(globalThis, { fillStore });
