import type { Bypass } from "@rcache/core";
import { isPassedOver } from "../passed-over.ts";
import { activeCache, besideTheCache, type InstalledCache, state } from "../process/process-state.ts";
import { tellingHandler } from "./bypassed-dispatch.ts";
import { DispatchExchange } from "./dispatch-exchange.ts";
import type { Dispatch, DispatchOptions } from "./dispatch-types.ts";
import { type DispatchedRequest, dispatchedBase, dispatchedRequest } from "./dispatched-request.ts";

/** On options that a hook has handled: dispatchers hand them on to each other, and wrappers copy them. */
const HANDLED = Symbol.for("rcache.patch.handled");

/** A dispatcher's `dispatch` with the cache before it. */
export function dispatchHook(dispatch: Dispatch): Dispatch {
  return function dispatchThroughCache(this: object, options, handler) {
    const installed = activeCache();
    if (installed === undefined || !isFresh(options)) return dispatch.call(this, options, handler);
    if (!isConcerned(installed, options, this)) return dispatch.call(this, options, handler);
    const scope = state.scope.getStore();
    const asked = dispatchedRequest(options, this);
    const handled = { ...options, [HANDLED]: true };
    if (asked === undefined) return dispatch.call(this, handled, handler);
    const mayBeLookedUp = asked.method === "GET" || asked.method === "HEAD";
    const bypass = mayBeLookedUp ? undefined : bypassOf(installed, asked);
    if (bypass !== undefined) {
      return dispatch.call(this, handled, tellingHandler(handler, bypass));
    }
    const below = (given: DispatchOptions, to: typeof handler): boolean =>
      state.scope.run(scope, () => dispatch.call(this, given, to));
    new DispatchExchange({ options: handled, handler, asked, installed, dispatch: below }).begin();
    return true;
  };
}

function isFresh(options: DispatchOptions): boolean {
  return typeof options === "object" && options !== null && options[HANDLED] !== true;
}

/** Asked before anything is read: what is not for the cache costs nothing more. */
function isConcerned(installed: InstalledCache, options: DispatchOptions, dispatcher: object): boolean {
  const { method = "GET" } = options;
  const base = dispatchedBase(options, dispatcher);
  return base === undefined || installed.concernsUrl(String(method).toUpperCase(), base);
}

/** undefined where the cache may answer. What is wrong with the request is its client's to say. */
function bypassOf({ cache }: InstalledCache, asked: DispatchedRequest): Bypass | undefined {
  try {
    return besideTheCache(() => cache.bypass(asked));
  } catch (error) {
    isPassedOver(error);
    return undefined;
  }
}
