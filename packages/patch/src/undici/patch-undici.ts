import { invalidOption } from "@rcache/core";
import { placeProperty } from "../process/placed-property.ts";
import { dispatchHook } from "./dispatch-hook.ts";
import type { Dispatch } from "./dispatch-types.ts";

/**
 * Adds the installed cache to every Agent, Pool and Client of one copy of undici, including those that a request names itself.
 *
 * You need it only for requests that name a dispatcher: those through the global dispatcher are seen without it. Dispose of the result to
 * remove it.
 *
 * @param undici the module: `import * as undici from "undici"`
 * @throws RcacheError `RCACHE_INVALID_OPTION` if it is not undici
 */
export function patchUndici(undici: object): Disposable {
  const owner = dispatchOwner(undici);
  if (owner === undefined) throw invalidOption("undici", undici, "the module undici, with its class Agent");
  // The cast: the owner was found by having it.
  const { dispatch } = owner as { dispatch: Dispatch };
  const hook = placeProperty(owner, "dispatch", dispatchHook(dispatch));
  if (hook === undefined) throw invalidOption("undici", undici, "a module whose classes can be changed");
  return { [Symbol.dispose]: () => hook.remove() };
}

/** The prototype under Agent, Pool and Client alike, which has their `dispatch`. */
function dispatchOwner(undici: unknown): object | undefined {
  if ((typeof undici !== "object" && typeof undici !== "function") || undici === null) return undefined;
  const agent: unknown = Reflect.get(undici, "Agent");
  if (typeof agent !== "function") return undefined;
  let owner: object | null = agent.prototype;
  while (owner !== null && !Object.hasOwn(owner, "dispatch")) owner = Object.getPrototypeOf(owner);
  return owner ?? undefined;
}
