import type { RcacheError } from "../errors/rcache-error.ts";
import type { CacheOutcome } from "../policy/outcome.ts";
import type { WriteResult } from "../policy/verdict.ts";
import type { RecordFault } from "./serializer.ts";

/** What a cache tells; a `url` in it has no userinfo and no secret parameter. One exchange: `served` first, then what became of the store or the refresh, under the same `exchange`. */
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
      /** `url`: a pattern's own `test`. */
      option: "filterFn" | "keyFn" | "expireAfter" | "partitionBy" | "url";
      url: string;
      error: unknown;
    }
  | { kind: "warning"; code: `RCACHE_${string}`; message: string; remedy: string }
  | { kind: "backend-failed"; operation: string; error: RcacheError };
