import { type OpenBackend, withSerializer } from "../../backends/with-serializer.ts";
import type { Backend, BackendHost } from "../../contracts/backend.ts";
import type { Clock } from "../../contracts/clock.ts";
import type { Serializer } from "../../contracts/serializer.ts";
import { isRcacheError } from "../../errors/rcache-error.ts";
import type { Awaitable } from "../../http/messages.ts";
import { andThen, isPromise } from "../../platform/awaitable.ts";
import type { EventHub } from "../../platform/event-hub.ts";
import type { BackendSource } from "../../settings/settings.ts";

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

const MISTAKES: ReadonlySet<string> = new Set([
  "RCACHE_INVALID_BACKEND",
  "RCACHE_INVALID_OPTION",
  "RCACHE_PACKAGE_MISSING",
  "RCACHE_SERIALIZER_MISMATCH",
  "RCACHE_UNKNOWN_BACKEND",
  "RCACHE_UNKNOWN_OPTION",
  "RCACHE_UNKNOWN_SERIALIZER",
]);

export function backendHandle(
  source: BackendSource,
  options: {
    readonly cacheName: string | undefined;
    readonly serializer: Serializer | undefined;
    readonly clock: Clock;
    readonly events: EventHub;
  },
): BackendHandle {
  let made: Awaitable<OpenBackend> | undefined;
  let opening: Promise<OpenBackend> | undefined;
  let open: OpenBackend | undefined;
  let isClosed = false;
  const make = (): Awaitable<OpenBackend> => {
    made ??= asMistake(() => {
      const given =
        typeof source === "function"
          ? source(options.cacheName === undefined ? {} : { cacheName: options.cacheName })
          : source;
      return andThen(given, (backend) => withSerializer(backend, options.serializer));
    });
    return made;
  };
  const host = { nowMs: () => options.clock.nowMs(), report: options.events.emit };
  const start = (): Awaitable<OpenBackend> =>
    andThen(make(), (unopened) => andThen(openOnce(unopened.backend, host), () => (open = unopened)));
  return {
    isOwn: typeof source === "function",
    current: () => open,
    isClosed: () => isClosed,
    open() {
      if (open !== undefined) return open;
      if (opening !== undefined) return opening;
      const started = start();
      if (!isPromise(started)) return started;
      opening = started.finally(() => {
        opening = undefined;
      });
      return opening;
    },
    async close() {
      isClosed = true;
      const closing = open ?? (await opening?.catch(() => undefined));
      if (closing === undefined) return;
      opened.delete(closing.backend);
      await closing.backend.close();
    },
  };
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
      opened.delete(backend);
      throw error;
    },
  );
  opened.set(backend, watched);
  return watched;
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
