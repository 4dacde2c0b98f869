import type { Mutant } from "./mutant.ts";
import { ENGINE_MUTANTS } from "./mutants/engine.ts";
import { FRESHNESS_MUTANTS } from "./mutants/freshness.ts";
import { REPLY_MUTANTS } from "./mutants/replies.ts";
import { STORING_MUTANTS } from "./mutants/storing.ts";
import { USER_MUTANTS } from "./mutants/users.ts";

/** Every mutant, in the order in which they run. */
export const MUTANTS: readonly Mutant[] = [
  ...FRESHNESS_MUTANTS,
  ...REPLY_MUTANTS,
  ...STORING_MUTANTS,
  ...USER_MUTANTS,
  ...ENGINE_MUTANTS,
];
