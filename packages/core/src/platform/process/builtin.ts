import { processOf } from "./process.ts";

/** A member of one of the runtime's own modules; undefined where the runtime lacks it. */
export function builtin(id: string, member: string): unknown {
  try {
    return processOf()?.getBuiltinModule?.(id)?.[member];
  } catch {
    // A runtime that denies access to the module: the portable function serves.
    return undefined;
  }
}
