import type { BackendHost } from "../contracts/backend.ts";
import { RcacheError } from "../errors/rcache-error.ts";
import type { Awaitable } from "../http/messages.ts";
import { andThen, isPromise } from "../platform/concurrency/awaitable.ts";
import { type PendingWork, pendingWork } from "../platform/concurrency/pending-work.ts";

/** How the parts of a backend end. */
export interface Closable {
  /** Makes durable what was put. If you leave it out, the shell waits for the changes in progress. */
  flush?(): Awaitable<void>;
  /** Releases the store. Called once, after a flush. */
  close?(): Awaitable<void>;
}

/** From `open` to `close`, and again. */
export interface BackendLife<P> {
  /** @throws RcacheError `RCACHE_CLOSED` before `open` and after `close` */
  parts(): P;
  /** Work that `flush` and `close` wait for, where the parts do not know themselves what is durable. */
  begun<T>(work: Awaitable<T>): Awaitable<T>;
  open(host: BackendHost): Awaitable<void>;
  flush(): Awaitable<void>;
  close(): Awaitable<void>;
}

export function backendLife<P extends Closable>(
  name: string,
  makeParts: (host: BackendHost) => Awaitable<P>,
): BackendLife<P> {
  const pending = pendingWork();
  let parts: P | undefined;
  let opening: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  const life: BackendLife<P> = {
    parts() {
      if (parts === undefined) throw notOpen(name);
      return parts;
    },
    begun: (work) => (parts?.flush === undefined ? pending.add(work) : work),
    open(host) {
      if (parts !== undefined) return undefined;
      if (opening !== undefined) return opening;
      if (closing !== undefined) return closing.catch(() => undefined).then(() => life.open(host));
      const opened = andThen(makeParts(host), (made) => {
        parts = made;
      });
      if (!isPromise(opened)) return opened;
      opening = opened.finally(() => {
        opening = undefined;
      });
      return opening;
    },
    flush() {
      if (parts === undefined) return closing;
      return parts.flush === undefined ? pending.settled() : parts.flush();
    },
    close() {
      if (opening !== undefined) return opening.then(life.close, () => undefined);
      if (parts === undefined) return closing;
      const ending = parts;
      // At once, so that nothing more is begun.
      parts = undefined;
      const closed = ended(ending, pending);
      if (!isPromise(closed)) return closed;
      closing = closed.finally(() => {
        closing = undefined;
      });
      return closing;
    },
  };
  return life;
}

/** Lets go also where the flush fails, and then fails as it did. */
function ended(parts: Closable, pending: PendingWork): Awaitable<void> {
  let flushed: Awaitable<void>;
  try {
    flushed = parts.flush === undefined ? pending.settled() : parts.flush();
  } catch (error) {
    return andThen(parts.close?.(), () => {
      throw error;
    });
  }
  return isPromise(flushed) ? flushed.finally(() => parts.close?.()) : parts.close?.();
}

function notOpen(name: string): RcacheError {
  return new RcacheError("RCACHE_CLOSED", `the backend ${name} is not open`, {
    remedy: "Call `open` first, and nothing after `close`.",
  });
}
