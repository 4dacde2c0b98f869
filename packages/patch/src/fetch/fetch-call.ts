import type { Bytes, CacheOutcome, RedirectHop, RequestOptions } from "@rcache/core";
import type { ModePlan } from "@rcache/fetch";

/** One call of `fetch`, as it has to be known where its requests are dispatched. */
export interface FetchCall {
  /** What its `cache` mode and `rcache` ask of the cache. */
  readonly plan: ModePlan;
  /** `rcache` alone. */
  readonly own: RequestOptions | undefined;
  /** The body where it is in memory; fetch itself only shows a stream. */
  readonly body: Bytes | undefined;
  /** What was dispatched for it, a hop each. */
  readonly hops: FetchHop[];
}

/** One answer on the way to the last. */
export interface FetchHop extends RedirectHop {
  readonly outcome: CacheOutcome;
}
