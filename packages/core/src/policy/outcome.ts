import type { Awaitable, HttpResponse, RedirectHop } from "../http/messages.ts";
import type { Duration } from "../settings/duration.ts";
import type { Reason, StoreVerdict, WriteResult } from "./verdict.ts";

/** What is known about a stored response. */
export interface CacheInfo {
  /** The key as text: `selector target`, such as `GET https://example.com/`. */
  readonly key: string;
  /** When the response was received. A 304 that confirms it does not change this. */
  readonly createdAt: Date;
  /** When it expires; `null` means never. */
  readonly expires: Date | null;
  /** Whether it has expired. */
  readonly isExpired: boolean;
  /** Whether it was created more than a duration ago, or before a date. */
  isOlderThan(x: Duration | Date): boolean;
}

interface OutcomeCommon {
  /** Why this happened. */
  readonly reason: Reason;
  /** The section of the RFC that decided, if there is one. */
  readonly section?: string;
  /** Whether the origin confirmed the stored response in this exchange, by a 304. */
  readonly revalidated: boolean;
  /** The redirects that were followed. */
  readonly history: readonly RedirectHop[];
  /** Identifies the exchange: all its events carry the same value. */
  readonly exchange: string;
  /**
   * On a miss, whether the response is stored: `rule`, `explicit`, `heuristic` and `validator-only` say on what grounds it is; `no-store`,
   * `status`, `filter` and the other words say why it is not. `explain()` then says what would change that.
   */
  readonly store?: StoreVerdict["reason"];
  /** What became of storing the response, as far as it is known. */
  readonly write?: WriteResult;
  readonly isExpired?: boolean;
}

/**
 * What happened to one request: `response.cache`, and `outcome` of the event `served`.
 *
 * - `hit`: a stored response was used. `stale`: an expired one was. `revalidated`: the origin confirmed it by a 304. `joined`: the response to an
 *   equal request that was already under way was used.
 * - `miss`: the origin answered; `store` says whether the response may be stored, and why.
 * - `bypass`: the request passed the cache by.
 * - `refused`: nothing stored could be used, and the origin was not to be asked. `failed`: the origin failed, and the headers forbid the
 *   expired response. Both are a 504.
 */
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

/** A response and how it came about. Read its members by name: they are getters, so a copy made with `...` lacks them. */
export interface HandledResponse extends HttpResponse {
  /** What happened to the request, and why. */
  readonly cache: CacheOutcome;
  /**
   * Decodes the body as fetch's `text()` does, without the copy that `body` makes. `undefined`, as where there is no such method: read `body`. It leaves
   * a content coding as it is (`coding: 'wire'`).
   */
  text?(): string | undefined;
}

/** The head of an origin's response. */
export type AnswerHead = Pick<HttpResponse, "status" | "statusText" | "headers">;

/** A request that passes the cache by; its client sends it. */
export interface Bypass {
  readonly cache: CacheOutcome;
  /**
   * Call this with the head of the response before the caller sees it. A successful unsafe request invalidates what is stored for its target
   * (RFC 9111 §4.4). If it returns a promise, wait for it. It rejects if the cache cannot be opened, or with `onBackendError: 'throw'` if the store fails.
   *
   * @param sent gives the value of a header that the request was sent with, by its name in lower case; for requests whose headers were not known
   */
  answered(head: AnswerHead, sent?: (name: string) => string | undefined): Promise<void> | undefined;
}

/** A request that nothing stored answers; its client sends it. Call {@link Miss.answered} or {@link Miss.failed}, once. */
export interface Miss {
  /**
   * Call this with the head of the response before the caller sees it. It returns a promise only if stored responses have to be removed first.
   */
  answered(head: AnswerHead): Awaitable<Missed>;
  /** Call this if there is no response. Requests that wait for it fail with the same error. */
  failed(error: unknown): void;
}

/** What the response to a miss means. */
export interface Missed {
  readonly cache: CacheOutcome;
  /** Takes a copy of the body, whose pieces the caller reads elsewhere; undefined if it is not stored. */
  readonly copy:
    | {
        /** Copies a piece. `false` asks for a pause until `onRoom` is called, because the backend does not keep up. */
        take(piece: Uint8Array): boolean;
        /** Is called when pieces are welcome again. */
        onRoom: (() => void) | undefined;
        /** The body is complete, and is stored. Call it before the caller learns of the end. */
        end(): void;
        /** The body broke off, or its caller left: nothing of it is stored. */
        abandon(): void;
      }
    | undefined;
}

/** What would happen to a request, and why. */
export interface Explanation {
  readonly verdict: {
    readonly kind: "use" | "ask" | "refuse" | "bypass";
    readonly reason: Reason;
    readonly section?: string;
  };
  /** The header or setting that decided, as it is written there. */
  readonly decidedBy: string;
  /** What would lead to another verdict. */
  readonly wouldChange: readonly string[];
  /**
   * A link that opens the playground with this answer, secrets redacted: where one was asked for, and a link can hold what decided. It cannot if the
   * cache was closed, or one of your functions failed.
   */
  readonly playground?: string;
  /** The explanation as text for people. */
  toString(): string;
}
