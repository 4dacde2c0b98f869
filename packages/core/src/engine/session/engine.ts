import type { Clock } from "../../contracts/clock.ts";
import type { Awaitable } from "../../http/messages.ts";
import type { Digests } from "../../key/digests.ts";
import { isPromise, quietly } from "../../platform/concurrency/awaitable.ts";
import type { ReadAheadLimits } from "../../platform/concurrency/read-ahead.ts";
import type { EventHub } from "../../platform/events/event-hub.ts";
import type { FixedSettings } from "../../settings/effective/resolve.ts";
import type { StoredBodies } from "../bodies/stored-body.ts";
import type { Arrivals } from "../memory/arrivals.ts";
import type { Flights } from "../memory/flights.ts";
import type { KeyMemory } from "../memory/key-memory.ts";
import type { SearchMemory } from "../memory/search-memory.ts";
import type { BackendHandle } from "../store/backend-handle.ts";
import type { BackendGuard } from "../store/guard-backend.ts";
import type { Storage } from "../store/storage.ts";

/** What all caches over one store share: `cache.with(…)` has other settings and the same engine. */
export interface Engine {
  readonly clock: Clock;
  /** Milliseconds that never go back: what waits and pauses are measured by. */
  elapsedMs(): number;
  readonly digests: Digests;
  readonly events: EventHub;
  readonly handle: BackendHandle;
  readonly guard: BackendGuard;
  readonly storage: Storage;
  readonly bodies: StoredBodies;
  readonly flights: Flights;
  readonly memory: KeyMemory;
  readonly searches: SearchMemory;
  readonly background: BackgroundWork;
  readonly arrivals: Arrivals;
  readonly limits: EngineLimits;
  readonly fixed: FixedSettings;
  readonly counters: { hits: number; misses: number };
  /** A revision that no other entry of any process has. */
  nextRevision(): string;
  /** Numbers the exchanges of this process. */
  nextExchange(): number;
  closed: boolean;
}

export interface EngineLimits {
  readonly singleFlight: boolean | "across-processes";
  readonly flightWaitMs: number;
  /** How far a body is read on after its reader has left. */
  readonly quickAbort: { readonly bytes: number; readonly ms: number };
  /** undefined: the default, which a backend of value kind `entry` may exceed. */
  readonly inlineBytes: number | undefined;
  readonly backendDeadlineMs: number;
  readonly readAhead: ReadAheadLimits;
  /** The name in `Cache-Status`; undefined: none is sent. */
  readonly cacheStatusName: string | undefined;
}

/**
 * Settles when the answers that callers have are in the store or on their way into it, as far as these callers take them for received: those
 * they have read, and those that arrive although nobody reads them.
 */
export async function received({ arrivals, storage }: Engine): Promise<void> {
  await arrivals.settled(ARRIVING_MS);
  await storage.settled();
}

/** So long an origin that stalls in the middle of a body is waited for. */
const ARRIVING_MS = 1_000;

/** Work that nobody waits for, but `flush` and `close` do. */
export interface BackgroundWork {
  /** What it rejects with has been told by an event. */
  add(work: Promise<unknown>): void;
  /** Does it now; what it throws has been told by an event. */
  run(work: () => Awaitable<unknown>): void;
  settled(): Promise<void>;
}

export function backgroundWork(): BackgroundWork {
  const running = new Set<Promise<unknown>>();
  const add = (work: Promise<unknown>): void => {
    const end = (): void => {
      running.delete(quiet);
    };
    const quiet = work.then(end, end);
    running.add(quiet);
  };
  return {
    add,
    run: (work) =>
      quietly(() => {
        const result = work();
        if (isPromise(result)) add(result);
        return result;
      }),
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Revisions that begin with something of this process and time, and go on counting. */
export function revisionSource(clock: Clock): () => string {
  let prefix: string | undefined;
  let count = 0;
  return () => {
    prefix ??= `${clock.nowMs().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}
