import { placeFetchHook } from "../fetch/fetch-hook.ts";
import { placeHttpHook } from "../http/http-hook.ts";
import { placeUndiciHook } from "../undici/undici-hook.ts";
import { type HookName, type PlacedHook, state } from "./process-state.ts";

/** How each hook is put; undefined: this runtime has no such place. The fetch hook comes first: it makes Node load its undici. */
const PLACERS: readonly (readonly [HookName, () => PlacedHook | undefined])[] = [
  ["fetch", placeFetchHook],
  ["undici", placeUndiciHook],
  ["http", placeHttpHook],
];

/** What a missing hook means. */
const MISSING: Readonly<Record<HookName, string>> = {
  http: "node:http of this runtime takes no hook; what is sent by it is not cached",
  fetch: "this runtime has no fetch that can be replaced; what is sent by it is not cached",
  undici:
    "fetch of this runtime is not undici's; a fetch that was saved before the installation is not cached, nor the first request of an undici that is loaded later",
};

const warned = new Set<HookName>();

/** Puts what does not stand. */
export function acquireHooks(): void {
  state.uses += 1;
  for (const [name, place] of PLACERS) {
    const known = state.hooks.get(name);
    if (known?.stands() === true) continue;
    const hook = place();
    if (hook !== undefined) state.hooks.set(name, hook);
    if (hook === undefined || hook.isWaiting?.() === true) sayOnce(name);
  }
}

/** Takes the hooks away when nobody needs them any more. */
export function releaseHooks(): void {
  state.uses -= 1;
  if (state.uses > 0) return;
  // In the reverse order, so that each finds what it has left.
  for (const [name, hook] of [...state.hooks].reverse()) {
    hook.remove();
    state.hooks.delete(name);
  }
}

function sayOnce(name: HookName): void {
  if (warned.has(name)) return;
  warned.add(name);
  process.emitWarning(`@rcache/patch: ${MISSING[name]}`, { code: "RCACHE_HOOK_MISSING" });
}
