import { RcacheError } from "../errors/rcache-error.ts";

/**
 * `RCACHE_BODY_CORRUPT`: what is stored is not what was stored. A body store throws it where bytes turn out to be missing in the middle.
 *
 * @param what follows on "a stored body", such as `ends at byte 7 of 9`
 */
export function corruptBody(what: string): RcacheError {
  return new RcacheError("RCACHE_BODY_CORRUPT", `a stored body ${what}`, {
    remedy: "Ask again: the entry was removed.",
  });
}
