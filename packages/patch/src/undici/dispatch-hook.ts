import type { Bypass } from "@rcache/core";
import { isPassedOver } from "../passed-over.ts";
import { activeCache, besideTheCache, type InstalledCache, state } from "../process/process-state.ts";
import { tellingHandler } from "./bypassed-dispatch.ts";
import { DispatchExchange } from "./dispatch-exchange.ts";
import type { Dispatch, DispatchOptions } from "./dispatch-types.ts";
import { type DispatchedRequest, dispatchedRequest } from "./dispatched-request.ts";

/** On options that a hook has handled: dispatchers hand them on to each other, and wrappers copy them. */
const HANDLED = Symbol.for("rcache.patch.handled");

/** A dispatcher's `dispatch` with the cache before it. */
export function dispatchHook(dispatch: Dispatch): Dispatch {
  return function dispatchThroughCache(this: object, options, handler) {
    const installed = activeCache();
    if (installed === undefined || !isFresh(options)) return dispatch.call(this, options, handler);
    const scope = state.scope.getStore();
    const call = scope?.call;
    const asked = dispatchedRequest(options, this, call?.body);
    const handled = { ...options, [HANDLED]: true };
    if (asked === undefined || !concerns(installed, asked)) return dispatch.call(this, handled, handler);
    const mayBeLookedUp = asked.method === "GET" || asked.method === "HEAD";
    const bypass = mayBeLookedUp ? undefined : bypassOf(installed, asked);
    if (bypass !== undefined) {
      call?.hops.push({ url: asked.url, status: 0, headers: [], outcome: bypass.cache });
      return dispatch.call(this, handled, tellingHandler(handler, bypass));
    }
    const below = (given: DispatchOptions, to: typeof handler): boolean =>
      state.scope.run(scope, () => dispatch.call(this, given, to));
    new DispatchExchange({ options: handled, handler, asked, installed, call, dispatch: below }).begin();
    return true;
  };
}

function isFresh(options: DispatchOptions): boolean {
  return typeof options === "object" && options !== null && options[HANDLED] !== true;
}

function concerns(installed: InstalledCache, { method, url }: DispatchedRequest): boolean {
  const { hostname, port, protocol } = new URL(url);
  return installed.concerns(method, hostname, port === "" ? (protocol === "https:" ? "443" : "80") : port);
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
