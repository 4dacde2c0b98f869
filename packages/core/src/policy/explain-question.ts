import type { Entry } from "../entry/entry.ts";
import type { CacheDirectives } from "../http/cache-control.ts";
import type { HttpRequest, Instant } from "../http/messages.ts";
import type { Digests } from "../key/digests.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { LookupVerdict, RequestVerdict } from "./verdict.ts";

/** What an explanation is made of. */
export interface ExplainQuestion {
  readonly verdict: Exclude<RequestVerdict, { kind: "look-up" }> | LookupVerdict;
  readonly request: HttpRequest;
  /** The request's own. */
  readonly directives: CacheDirectives;
  readonly settings: ResolvedSettings;
  readonly key: string;
  /** The stored answer that was looked at. */
  readonly entry: Entry | undefined;
  /** All that is stored for the key. */
  readonly entries: readonly Entry[];
  readonly nowMs: Instant;
  readonly digests: Digests;
  /** The origin has asked not to be asked before (Retry-After). */
  readonly deferredUntilMs?: Instant | undefined;
}
