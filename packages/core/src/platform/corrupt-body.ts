import { RcacheError } from "../errors/rcache-error.ts";

/** How a reader is told that what is stored is not what was stored. */
export function corruptBody(what: string): RcacheError {
  return new RcacheError("RCACHE_BODY_CORRUPT", `a stored body ${what}`, {
    remedy: "Ask again: the entry was removed.",
  });
}
