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

const warned = new Set<HookName>();

/** Puts what does not stand. */
export function acquireHooks(): void {
  state.uses += 1;
  for (const [name, place] of PLACERS) {
    const known = state.hooks.get(name);
    if (known?.stands() === true) continue;
    const hook = place();
    if (hook === undefined) sayOnce(name);
    else state.hooks.set(name, hook);
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
  process.emitWarning(
    `@rcache/patch: this runtime has no place for the hook of ${name}; what goes through it is not cached`,
    { code: "RCACHE_HOOK_MISSING" },
  );
}
