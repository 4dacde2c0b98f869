import type { Backend } from "../../contracts/backend.ts";
import { andThen } from "../../platform/awaitable.ts";
import { checkOptions, type OptionRules } from "../../settings/check-options.ts";
import { backendShell } from "../backend-shell.ts";
import { checkBackend } from "../with-serializer.ts";
import { tierForms } from "./tier-forms.ts";
import { tierAbilities, tierParts } from "./tier-parts.ts";
import { tiersOf } from "./tiers.ts";

/** What `tiered` takes beside its tiers. */
export interface TieredOptions {
  /** How long a copy in the near tier may be used, in milliseconds. @default 60_000 */
  readonly nearForMs?: number;
}

const NEAR_FOR_MS = 60_000;
const OPTION_RULES: OptionRules<TieredOptions> = {
  nearForMs: {
    expected: "a number of milliseconds above 0",
    holds: (value) => typeof value === "number" && value > 0,
  },
};

/**
 * A fast backend in front of one that is shared or lasting: memory in front of Redis, for example.
 *
 * The far tier decides: a store goes there first, its refusal drops the near copy, preconditions and epochs are its own, and so are large bodies,
 * leases, scans and numbers. The near tier answers only a `find` that names the record it expects, and holds copies of records with their body
 * inside. What another process invalidates is gone here too as soon as this process asks the far tier about that target, and after `nearForMs`
 * at the latest. A failing near tier is reported and passed over, except where it could go on serving what was removed.
 *
 * The tiers may keep different forms (entries near, bytes far): then each side uses its own serializer, `far.serializer` on the far one, and
 * the cache's `serializer` option does not apply. Where that serializer seals bodies (encryption), large bodies are not kept.
 *
 * @throws RcacheError `RCACHE_INVALID_BACKEND`, `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`
 */
export function tiered(near: Backend, far: Backend, options: TieredOptions = {}): Backend {
  checkBackend(near);
  checkBackend(far);
  checkOptions("tiered", options, OPTION_RULES);
  const nearForMs = options.nearForMs ?? NEAR_FOR_MS;
  const forms = tierForms(near, far);
  const serializer = near.valueKind === far.valueKind ? (far.serializer ?? near.serializer) : near.serializer;
  return backendShell({
    name: `${near.name}+${far.name}`,
    valueKind: near.valueKind,
    maxValueBytes: far.maxValueBytes,
    serializer,
    abilities: tierAbilities(far, forms),
    open(host) {
      const parts = tierParts(tiersOf(near, far, { forms, nearForMs, host }));
      return andThen(far.open(host), () => andThen(near.open(host), () => parts));
    },
  }).backend;
}
