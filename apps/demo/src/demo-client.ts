import type { CacheOutcome, Explanation, HttpCache } from "@rcache/core";
import type { DemoRequest } from "./demo-requests.ts";

/** An answer that was read to its end. */
export interface Asked {
  readonly cache: CacheOutcome;
  readonly bytes: number;
}

/** A client with a cache in front: what the demo shows, it shows through this. */
export interface DemoClient {
  readonly cache: HttpCache;
  ask(request: DemoRequest): Promise<Asked>;
  /** What would happen to the request, without sending it. */
  explain(request: DemoRequest): Promise<Explanation>;
  close(): Promise<void>;
}
