import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { placeProperty } from "../process/placed-property.ts";
import type { PlacedHook } from "../process/process-state.ts";
import { dispatchHook } from "./dispatch-hook.ts";
import type { Dispatch } from "./dispatch-types.ts";
import { isShared } from "./dispatcher-facts.ts";

/** Where every copy of undici, Node's own included, looks for the dispatcher of whoever names none. */
const PLACES = [Symbol.for("undici.globalDispatcher.1"), Symbol.for("undici.globalDispatcher.2")] as const;
/** Told when a client of undici first connects: the sign that somebody may have set another dispatcher. */
const FIRST_CONNECTION = "undici:client:beforeConnect";

interface DispatcherLike {
  dispatch: Dispatch;
}

/** The hooked dispatchers of this process, each with the hook on it. */
const hooked = new Map<object, PlacedHook>();

/**
 * Puts the cache before the global dispatchers. Bun and Deno have none of their own: there the hook stands once a copy of undici from npm has
 * set one, and connects.
 */
export function placeUndiciHook(): PlacedHook {
  hookDispatchers();
  // Not twice, where the hook is put again.
  unsubscribe(FIRST_CONNECTION, hookDispatchers);
  subscribe(FIRST_CONNECTION, hookDispatchers);
  return {
    stands: () => PLACES.every((place) => isHooked(Reflect.get(globalThis, place))),
    isWaiting: () => hooked.size === 0,
    remove() {
      unsubscribe(FIRST_CONNECTION, hookDispatchers);
      for (const hook of hooked.values()) hook.remove();
      hooked.clear();
    },
  };
}

/** Looks again at what stands there: somebody may have set another dispatcher since. */
export function hookDispatchers(): void {
  for (const place of PLACES) {
    const dispatcher: unknown = Reflect.get(globalThis, place);
    if (!isDispatcher(dispatcher) || hooked.has(dispatcher)) continue;
    const hook = hookOn(dispatcher) ?? hookOver(place, dispatcher);
    if (hook !== undefined) hooked.set(Reflect.get(globalThis, place), hook);
  }
}

function isHooked(dispatcher: unknown): boolean {
  return typeof dispatcher !== "object" || dispatcher === null || hooked.has(dispatcher);
}

function isDispatcher(value: unknown): value is DispatcherLike {
  return (
    typeof value === "object" && value !== null && "dispatch" in value && typeof value.dispatch === "function"
  );
}

function hookOn(dispatcher: DispatcherLike): PlacedHook | undefined {
  isShared(dispatcher);
  return placeProperty(dispatcher, "dispatch", dispatchHook(dispatcher.dispatch), { enumerable: false });
}

/** A dispatcher that takes no property, such as one that was composed: another stands before it in its place. */
function hookOver(place: symbol, dispatcher: DispatcherLike): PlacedHook | undefined {
  const { dispatch } = dispatcher;
  const hook = dispatchHook(function below(options, handler) {
    return dispatch.call(dispatcher, options, handler);
  });
  const front = new Proxy(dispatcher, {
    get: (target, key) => (key === "dispatch" ? hook : Reflect.get(target, key)),
  });
  isShared(front);
  return Reflect.set(globalThis, place, front)
    ? {
        stands: () => Reflect.get(globalThis, place) === front,
        remove() {
          if (this.stands()) Reflect.set(globalThis, place, dispatcher);
        },
      }
    : undefined;
}
