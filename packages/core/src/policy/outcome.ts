import type { HttpResponse, RedirectHop } from "../http/messages.ts";
import type { Duration } from "../settings/duration.ts";
import type { Reason, StoreVerdict, WriteResult } from "./verdict.ts";

/** What is known of a stored answer. */
export interface CacheInfo {
  /** `selector target`, such as `GET https://example.com/`. */
  readonly key: string;
  readonly createdAt: Date;
  /** null: never. */
  readonly expires: Date | null;
  readonly isExpired: boolean;
  /** Whether it was created before so long ago, or before a date. */
  isOlderThan(x: Duration | Date): boolean;
}

interface OutcomeCommon {
  readonly reason: Reason;
  /** Of the RFC that decided, where there is one. */
  readonly section?: string;
  /** A 304 confirmed it in this exchange. */
  readonly revalidated: boolean;
  readonly history: readonly RedirectHop[];
  /** Joins the events of one exchange. */
  readonly exchange: string;
  readonly write?: WriteResult;
  readonly isExpired?: boolean;
}

/** What happened to one request: `response.cache`, and the event `served`. */
export type CacheOutcome =
  | ({ readonly kind: "hit" | "stale" | "revalidated" | "joined"; readonly fromCache: true } & CacheInfo &
      OutcomeCommon)
  | ({
      readonly kind: "miss";
      readonly fromCache: false;
      readonly store: StoreVerdict["reason"];
    } & Partial<CacheInfo> &
      OutcomeCommon)
  | ({ readonly kind: "refused" | "bypass" | "failed"; readonly fromCache: false } & Partial<CacheInfo> &
      OutcomeCommon);

/** An answer, and how it came about. Read its members by name: they are made when they are read, so a spread copy would lack them. */
export interface HandledResponse extends HttpResponse {
  readonly cache: CacheOutcome;
}

/** What an origin's answer says before its body. */
export type AnswerHead = Pick<HttpResponse, "status" | "headers">;

/** A request that passes the cache by, sent by its client itself. */
export interface Bypass {
  readonly cache: CacheOutcome;
  /**
   * Is told of the answer's head before the caller sees it: a success of an unsafe request makes what is stored of its target unusable
   * (RFC 9111 §4.4). undefined: nothing to wait for. Never rejects.
   */
  answered(head: AnswerHead): Promise<void> | undefined;
}

/** What would happen to a request, and why. */
export interface Explanation {
  readonly verdict: {
    readonly kind: "use" | "ask" | "refuse" | "bypass";
    readonly reason: Reason;
    readonly section?: string;
  };
  /** The header or setting that decided, as it stands there. */
  readonly decidedBy: string;
  /** What would lead to another verdict. */
  readonly wouldChange: readonly string[];
  /** The above as a text for a person. */
  toString(): string;
}
