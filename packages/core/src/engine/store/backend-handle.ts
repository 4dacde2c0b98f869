import { type OpenBackend, withSerializer } from "../../backends/with-serializer.ts";
import type { Backend, BackendHost } from "../../contracts/backend.ts";
import type { Clock } from "../../contracts/clock.ts";
import type { Serializer } from "../../contracts/serializer.ts";
import { isRcacheError } from "../../errors/rcache-error.ts";
import type { Awaitable } from "../../http/messages.ts";
import { andThen, isPromise, quietly } from "../../platform/concurrency/awaitable.ts";
import type { EventHub } from "../../platform/events/event-hub.ts";
import type { BackendSource } from "../../settings/settings.ts";
import { withinDeadline } from "./within-deadline.ts";

/** Makes and opens the backend when it is first needed. */
export interface BackendHandle {
  /** What is open; undefined until then. */
  current(): OpenBackend | undefined;
  /** @throws {@link SetupMistake} for what a new attempt would not change; whatever the backend throws otherwise */
  open(): Awaitable<OpenBackend>;
  /** Without effect where it was never opened. */
  close(): Promise<void>;
  /** Whether it was closed by {@link close}: what fails from then on, fails because of that. */
  isClosed(): boolean;
  /** Whether the cache made the backend, so that closing it is the cache's. */
  readonly isOwn: boolean;
}

/** An error that rejects requests: nothing that happens later would mend it. */
export class SetupMistake extends Error {
  override readonly name = "SetupMistake";
}

/**
 * An opening may take so many of the deadlines that a request waits: a connection is slower than a call. One that has not settled by then is
 * given up, and the next request begins another.
 */
const OPEN_DEADLINES = 10;

const MISTAKES: ReadonlySet<string> = new Set([
  "RCACHE_INVALID_BACKEND",
  "RCACHE_INVALID_OPTION",
  "RCACHE_PACKAGE_MISSING",
  "RCACHE_SERIALIZER_MISMATCH",
  "RCACHE_UNKNOWN_BACKEND",
  "RCACHE_UNKNOWN_OPTION",
  "RCACHE_UNKNOWN_SERIALIZER",
]);

interface HandleOptions {
  readonly cacheName: string | undefined;
  /** The cache whose values the serializer makes: `cacheName`, or what stands for none. */
  readonly valuesOf?: string;
  readonly serializer: Serializer | undefined;
  readonly clock: Clock;
  readonly events: EventHub;
  readonly backendDeadlineMs: number;
}

export function backendHandle(source: BackendSource, options: HandleOptions): BackendHandle {
  return new Handle(source, options);
}

class Handle implements BackendHandle {
  readonly isOwn: boolean;
  readonly #source: BackendSource;
  readonly #options: HandleOptions;
  readonly #host: BackendHost;
  #made: Awaitable<OpenBackend> | undefined;
  #opening: Promise<OpenBackend> | undefined;
  #open: OpenBackend | undefined;
  #isClosed = false;
  /** An attempt that had not settled in time, and may still. */
  #late: Promise<OpenBackend> | undefined;

  constructor(source: BackendSource, options: HandleOptions) {
    const { clock, events } = options;
    this.#source = source;
    this.#options = options;
    this.#host = { nowMs: () => clock.nowMs(), report: events.emit };
    this.isOwn = typeof source === "function";
  }

  current(): OpenBackend | undefined {
    return this.#open;
  }

  isClosed(): boolean {
    return this.#isClosed;
  }

  open(): Awaitable<OpenBackend> {
    const known = this.#open ?? this.#opening;
    if (known !== undefined) return known;
    const started = this.#start();
    if (!isPromise(started)) return started;
    const inTime = withinDeadline(started, "open", this.#options.backendDeadlineMs * OPEN_DEADLINES);
    this.#opening = inTime
      .catch((error: unknown) => {
        if (isTimeout(error)) this.#giveUp(started);
        throw error;
      })
      .finally(() => {
        this.#opening = undefined;
      });
    return this.#opening;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closing = this.#open ?? (await this.#opening?.catch(() => undefined));
    if (closing === undefined) quietly(() => this.#late?.then(closeBackend));
    else await closeBackend(closing);
  }

  #start(): Awaitable<OpenBackend> {
    return andThen(this.#make(), (made) => {
      // Begun together. The first look-up needs it, and so does the first answer, with which the process may end.
      const loading = loaded(made);
      return andThen(openOnce(made.backend, this.#host), () => andThen(loading, () => this.#taken(made)));
    });
  }

  #make(): Awaitable<OpenBackend> {
    if (this.#made !== undefined) return this.#made;
    const { cacheName, serializer, valuesOf } = this.#options;
    const source = this.#source;
    const making = asMistake(() => {
      const given =
        typeof source === "function" ? source(cacheName === undefined ? {} : { cacheName }) : source;
      return andThen(given, (backend) => withSerializer(backend, serializer, valuesOf));
    });
    this.#made = making;
    if (isPromise(making))
      quietly(async () => {
        const made = await making;
        if (this.#made === making) this.#made = made;
      });
    return making;
  }

  #taken(opened: OpenBackend): OpenBackend {
    this.#open ??= opened;
    // Given up, and made anew meanwhile: nobody uses it.
    if (this.#open !== opened) quietly(() => closeBackend(opened));
    return this.#open;
  }

  /** The next attempt begins anew: with the backend that was made, or where that is what takes so long, with another. */
  #giveUp(started: Promise<OpenBackend>): void {
    const made = this.#made;
    this.#late = started;
    if (made === undefined || isPromise(made)) this.#made = undefined;
    else opened.delete(made.backend);
  }
}

/** Where it cannot be loaded, each record is told of. */
function loaded({ serializer }: OpenBackend): Awaitable<unknown> {
  const loading = serializer?.load?.();
  return isPromise(loading) ? loading.catch(() => undefined) : undefined;
}

async function closeBackend({ backend }: OpenBackend): Promise<void> {
  opened.delete(backend);
  await backend.close();
}

/** Backends that are open; a promise while they are being opened. */
const opened = new WeakMap<Backend, Promise<void> | undefined>();

/** Opens a backend, unless another cache over the same object has: its contract promises one call. */
export function openOnce(backend: Backend, host: BackendHost): Awaitable<void> {
  if (opened.has(backend)) return opened.get(backend);
  const opening = backend.open(host);
  if (!isPromise(opening)) {
    opened.set(backend, undefined);
    return undefined;
  }
  const watched = opening.then(
    () => void opened.set(backend, undefined),
    (error: unknown) => {
      // Not where it was given up, and another attempt has begun.
      if (opened.get(backend) === watched) opened.delete(backend);
      throw error;
    },
  );
  opened.set(backend, watched);
  return watched;
}

function isTimeout(error: unknown): boolean {
  return isRcacheError(error) && error.code === "RCACHE_BACKEND_TIMEOUT";
}

/** Whether an error rejects requests. */
export function isSetupMistake(error: unknown): boolean {
  return error instanceof SetupMistake || (isRcacheError(error) && MISTAKES.has(error.code));
}

/** What the user is to see of an error. */
export function underlying(error: unknown): unknown {
  return error instanceof SetupMistake ? error.cause : error;
}

function asMistake<T>(make: () => Awaitable<T>): Awaitable<T> {
  const wrapped = (error: unknown): never => {
    throw new SetupMistake("the backend could not be made", { cause: error });
  };
  try {
    const result = make();
    return isPromise(result) ? result.catch(wrapped) : result;
  } catch (error) {
    return wrapped(error);
  }
}
