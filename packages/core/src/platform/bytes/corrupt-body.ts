import { RcacheError } from "../../errors/rcache-error.ts";

/**
 * The error `RCACHE_BODY_CORRUPT`: a stored body differs from what was stored. A body store throws it if bytes turn out to be missing.
 *
 * @param what continues "a stored body", for example `ends at byte 7 of 9`
 */
export function corruptBody(what: string): RcacheError {
  return new RcacheError("RCACHE_BODY_CORRUPT", `a stored body ${what}`, {
    remedy: "Send the request again: the entry was removed.",
  });
}
