import {
  type CacheEvent,
  type CacheOptions,
  createHttpCache,
  type HandledResponse,
  type HttpCache,
  type Send,
} from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import type { BackendSubject } from "../backend-contract/trial.ts";
import { joined } from "../bytes.ts";
import { check } from "../check.ts";
import { type ManualClock, manualClock } from "../clock/manual-clock.ts";
import type { Fault } from "../faulty/fault.ts";
import { faultyBackend } from "../faulty/faulty-backend.ts";

/** The resource that every case asks for. */
export const URL = "https://example.com/on-trial";

const MINUTE_MS = 60_000;
const INLINE_BYTES = 1_000;

/** How a request was answered: by what, with which bytes. */
export interface Answer {
  readonly kind: HandledResponse["cache"]["kind"];
  readonly bytes: Uint8Array;
}

/** A cache over a backend that goes wrong as it was told, and an origin whose n-th answer is the n-th body. */
export interface FaultyCache {
  readonly cache: HttpCache;
  /** The backend itself, without its faults. */
  readonly backend: Backend;
  readonly clock: ManualClock;
  readonly events: readonly CacheEvent[];
  /** How often the origin was asked. */
  asked(): number;
  /** Asks, reads to the end, and waits for the store. */
  ask(cache?: HttpCache): Promise<Answer>;
  /** The body of the n-th answer, from 1. */
  body(nth: number): Uint8Array;
  eventsOf<K extends CacheEvent["kind"]>(kind: K): readonly Extract<CacheEvent, { kind: K }>[];
  /** One more cache over a backend that is open already. It tells into the same events. */
  another(backend: Backend, options?: Partial<CacheOptions>): HttpCache;
}

/** What a case wants. */
export interface Stage {
  readonly faults: readonly Fault[];
  /** What the origin's bodies have. @default 100 */
  readonly bodyBytes?: number;
  /** Puts something around the faulty backend. */
  around?(backend: Backend): Backend;
}

/** Opens a backend of a fresh name behind its faults, runs, closes and destroys. Faults of a member that it lacks have nothing to prove. */
export async function onFaultyCache(
  subject: BackendSubject,
  stage: Stage,
  run: (on: FaultyCache) => Promise<void>,
): Promise<void> {
  // Real time to begin with: a server that also expires records by its own clock must not find them long past.
  const clock = manualClock(Date.now());
  const cacheName = `faults_${crypto.randomUUID().slice(0, 8)}`;
  const backend = await subject.open({ cacheName, clock });
  const caches: HttpCache[] = [];
  try {
    if (stage.faults.every(({ operation }) => backend[operation] !== undefined))
      await run(faultyCache(backend, clock, stage, caches));
  } finally {
    for (const cache of caches) await cache.close();
    await backend.close();
    await subject.destroy?.(cacheName);
  }
}

function faultyCache(
  backend: Backend,
  clock: ManualClock,
  { faults, bodyBytes = 100, around = (one) => one }: Stage,
  caches: HttpCache[],
): FaultyCache {
  const events: CacheEvent[] = [];
  const removals: unknown[] = [];
  let asked = 0;
  const body = (nth: number): Uint8Array<ArrayBuffer> => new Uint8Array(bodyBytes).fill(64 + nth);
  const send: Send = async ({ url }) => {
    asked += 1;
    // As an origin that is further away than the store: where removing one revision is not one step, it might take the next one along.
    await Promise.allSettled(removals);
    return { status: 200, url, headers: [], body: body(asked), coding: "decoded" };
  };
  const another: FaultyCache["another"] = (over, options = {}) => {
    const cache = createHttpCache({
      ...{ backend: over, clock, expireAfter: "1h", inlineBytes: INLINE_BYTES },
      ...{ backendDeadlineMs: MINUTE_MS, onEvent: (event: CacheEvent) => events.push(event) },
      ...options,
    });
    caches.push(cache);
    return cache;
  };
  const faulty = faultyBackend(backend, faults);
  const remove: Backend["remove"] = (which) => {
    const removing = faulty.remove(which);
    removals.push(removing);
    return removing;
  };
  const first = another(around({ ...faulty, remove }));
  return {
    ...{ cache: first, backend, clock, events, body, another },
    asked: () => asked,
    async ask(cache = first) {
      const response = await cache.handle({ method: "GET", url: URL, headers: [] }, send);
      try {
        return { kind: response.cache.kind, bytes: await bytesOf(response.body) };
      } finally {
        await cache.flush();
      }
    },
    eventsOf: (kind) => events.filter((event) => isOfKind(event, kind)),
  };
}

function isOfKind<K extends CacheEvent["kind"]>(
  event: CacheEvent,
  kind: K,
): event is Extract<CacheEvent, { kind: K }> {
  return event.kind === kind;
}

async function bytesOf(body: HandledResponse["body"]): Promise<Uint8Array> {
  check(body !== null, "the answer has a body");
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return joined(chunks);
}
