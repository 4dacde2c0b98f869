import type { CacheEvent } from "../../contracts/events.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import type { AbortSignalLike } from "../../http/messages.ts";
import { quietly } from "../concurrency/awaitable.ts";
import { debugListener } from "./debug-listener.ts";
import { warnOfUnheard } from "./unheard.ts";

type Listener = (event: CacheEvent) => void;

const KINDS: { readonly [K in CacheEvent["kind"]]: true } = {
  served: true,
  stored: true,
  "store-abandoned": true,
  refreshed: true,
  "refresh-failed": true,
  invalidated: true,
  removed: true,
  "record-unreadable": true,
  "user-function-failed": true,
  warning: true,
  "backend-failed": true,
};

/** Tells events to whoever listens. A listener that throws disturbs nobody: telling is not worth a failed request. */
export interface EventHub {
  /** Whether anybody hears this kind: asked before an event is made. */
  hears(kind: CacheEvent["kind"]): boolean;
  emit(event: CacheEvent): void;
  /** @throws RcacheError for a kind that there is not, or a listener that is no function */
  on<K extends CacheEvent["kind"]>(
    kind: K,
    listener: (event: Extract<CacheEvent, { kind: K }>) => void,
    options?: { signal?: AbortSignalLike },
  ): () => void;
}

export function eventHub(onEvent: Listener | undefined): EventHub {
  const listeners = new Map<CacheEvent["kind"], Set<Listener>>();
  const debug = debugListener();
  const hearsAll = onEvent !== undefined || debug !== undefined;
  return {
    hears: (kind) => hearsAll || listeners.has(kind),
    emit(told) {
      const event = withoutUserinfo(told);
      if (debug !== undefined) tell(debug, event);
      if (onEvent !== undefined) tell(onEvent, event);
      else if (!hearsAll && !listeners.has(event.kind)) warnOfUnheard(event);
      for (const listener of listeners.get(event.kind) ?? []) tell(listener, event);
    },
    on(kind, listener, options) {
      checkListener(kind, listener);
      // The cast: the map is keyed by the kind that the listener is for.
      const general = listener as Listener;
      const group = listeners.get(kind) ?? new Set();
      listeners.set(kind, group.add(general));
      const off = () => {
        group.delete(general);
        if (group.size === 0 && listeners.get(kind) === group) listeners.delete(kind);
      };
      if (options?.signal?.aborted) off();
      else options?.signal?.addEventListener("abort", off);
      return off;
    },
  };
}

// Events end up in logs, where a user's name and password have no business (RFC 9110 §4.2.4).
function withoutUserinfo(event: CacheEvent): CacheEvent {
  if (!("url" in event) || !event.url.includes("@")) return event;
  return { ...event, url: event.url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1") };
}

// What a listener throws, or an asynchronous one rejects with, is its own mistake; there is nobody left to tell.
function tell(listener: Listener, event: CacheEvent): void {
  quietly(() => listener(event));
}

/** What is not a kind of event, but the outcome of one. */
const OUTCOMES: readonly string[] = ["hit", "miss", "stale", "joined", "revalidated", "bypass"];

function checkListener(kind: string, listener: unknown): void {
  const known = Object.keys(KINDS);
  const remedy = OUTCOMES.includes(kind)
    ? `Listen to served, whose outcome.kind is ${kind}.`
    : `Events are: ${known.join(", ")}.`;
  if (!known.includes(kind)) {
    const message = `on: there is no event ${JSON.stringify(kind)}`;
    throw new RcacheError("RCACHE_UNKNOWN_OPTION", message, {
      remedy,
      unknown: { name: String(kind), known },
    });
  }
  if (typeof listener === "function") return;
  throw new RcacheError("RCACHE_INVALID_OPTION", `on: the listener of ${kind} is not a function`, {
    remedy: "Give a function that takes the event.",
  });
}
