import type { Backend } from "../../contracts/backend.ts";
import { andThen } from "../../platform/concurrency/awaitable.ts";
import { checkOptions, type OptionRules } from "../../settings/check-options.ts";
import { backendShell } from "../backend-shell.ts";
import { checkBackend } from "../with-serializer.ts";
import { tierForms } from "./tier-forms.ts";
import { tierAbilities, tierParts } from "./tier-parts.ts";
import { tiersOf } from "./tiers.ts";

const NEAR_FOR_MS = 60_000;
const OPTION_RULES: OptionRules<{ readonly nearForMs?: number }> = {
  nearForMs: {
    expected: "a number of milliseconds above 0",
    holds: (value) => typeof value === "number" && value > 0,
  },
};

/**
 * Puts a fast backend in front of a shared or persistent one, for example memory in front of Redis.
 *
 * The far tier decides what is stored. Writes go there first, and if it refuses one, the near copy is dropped. It also holds large bodies, leases
 * and counts. The near tier holds copies of small records and answers only look-ups of a record it knows. If another process invalidates a target,
 * this process notices when it next asks the far tier about it, after `nearForMs` at the latest. If the near tier fails, the failure is reported and
 * requests go to the far tier; only a failure that could leave a removed entry in use is passed on.
 *
 * The tiers may keep different kinds of value (entries near, bytes far). Each tier then uses its own serializer, and the cache's `serializer` option
 * does not apply. If the far serializer seals bodies (encryption), large bodies are not stored.
 *
 * @param options `nearForMs`: how long a copy in the near tier may be used, in milliseconds, by default 60,000
 * @throws RcacheError `RCACHE_INVALID_BACKEND`, `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`
 */
export function tiered(
  near: Backend,
  far: Backend,
  options: {
    /** How long a copy in the near tier may be used, in milliseconds. @default 60_000 */
    readonly nearForMs?: number;
  } = {},
): Backend {
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
