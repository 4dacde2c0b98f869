import type { CacheEvent } from "../contracts/events.ts";
import type { AbortSignalLike } from "../http/messages.ts";
import { quietly } from "./awaitable.ts";

type Listener = (event: CacheEvent) => void;

/** Tells events to whoever listens. A listener that throws disturbs nobody: telling is not worth a failed request. */
export interface EventHub {
  /** Whether anybody hears this kind: asked before an event is made. */
  hears(kind: CacheEvent["kind"]): boolean;
  emit(event: CacheEvent): void;
  on<K extends CacheEvent["kind"]>(
    kind: K,
    listener: (event: Extract<CacheEvent, { kind: K }>) => void,
    options?: { signal?: AbortSignalLike },
  ): () => void;
}

export function eventHub(onEvent: Listener | undefined): EventHub {
  const listeners = new Map<CacheEvent["kind"], Set<Listener>>();
  return {
    hears: (kind) => onEvent !== undefined || listeners.has(kind),
    emit(told) {
      const event = withoutUserinfo(told);
      if (onEvent !== undefined) tell(onEvent, event);
      for (const listener of listeners.get(event.kind) ?? []) tell(listener, event);
    },
    on(kind, listener, options) {
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
