import type { RcacheError } from "../errors/rcache-error.ts";
import type { CacheOutcome } from "../policy/outcome.ts";
import type { WriteResult } from "../policy/verdict.ts";
import type { RecordFault } from "./serializer.ts";

/**
 * What a cache reports to `onEvent` and to listeners added with `cache.on`. A `url` in an event contains no user name, password or secret
 * parameter.
 *
 * For each exchange, `served` comes first. What then became of the store or of a background refresh follows with the same `exchange`.
 *
 * - `served`: a request was answered; `outcome` is its `response.cache`.
 * - `stored`, `store-abandoned`: whether the response was stored, and `write` says why not.
 * - `refreshed`, `refresh-failed`: how a background refresh ended.
 * - `invalidated`, `removed`: entries of `target` became unusable or were removed; `count` says how many.
 * - `record-unreadable`: a stored record could not be read; the request continued as a miss.
 * - `user-function-failed`: one of your functions threw, or returned a promise.
 * - `warning`: a setup problem that does not stop the cache, with a `remedy`.
 * - `backend-failed`: a call to the backend failed; requests continue without it.
 */
export type CacheEvent =
  | { kind: "served"; url: string; exchange: string; outcome: CacheOutcome }
  | {
      kind: "stored" | "store-abandoned" | "refreshed" | "refresh-failed";
      url: string;
      exchange: string;
      key: string;
      write: WriteResult;
    }
  | { kind: "invalidated" | "removed"; target: string; count: number }
  | { kind: "record-unreadable"; key: string; fault: RecordFault }
  | {
      kind: "user-function-failed";
      /** `url`: the `test` of your own URL pattern. */
      option: "filterFn" | "keyFn" | "expireAfter" | "partitionBy" | "url";
      url: string;
      error: unknown;
    }
  | { kind: "warning"; code: `RCACHE_${string}`; message: string; remedy: string }
  | { kind: "backend-failed"; operation: string; error: RcacheError };
