import type { Entry } from "../entry/entry.ts";

/** What is to be done with a request, before anything stored is looked at. */
export type RequestVerdict =
  | { readonly kind: "look-up" }
  | {
      readonly kind: "bypass";
      /** A success makes what is stored under the target unusable (RFC 9111 §4.4). */
      readonly invalidates: boolean;
      readonly reason:
        | "disabled"
        | "closed"
        | "do-not-cache"
        | "method"
        | "no-store"
        | "body-unreadable"
        | "precondition";
    };

/** What is to be done with a request, given what is stored. */
export type LookupVerdict =
  | {
      readonly kind: "use";
      readonly entry: Entry;
      /** Ask the origin in the background. */
      readonly refresh: boolean;
      readonly reason:
        | "fresh"
        | "max-stale"
        | "stale-while-revalidate"
        | "offline-stale"
        | "early-refresh"
        | "retry-after";
    }
  | {
      readonly kind: "ask";
      /** Entries whose validators go along. */
      readonly conditions: readonly Entry[];
      /** What may be served if the origin fails, as far as `mayServeStale` allows then. */
      readonly fallback?: Entry;
      readonly reason:
        | "uri-miss"
        | "vary-miss"
        | "partial"
        | "stale"
        | "refresh"
        | "force-refresh"
        | "always-revalidate"
        | "no-cache"
        | "request-no-cache"
        | "request-max-age"
        | "request-min-fresh"
        | "clock-went-back";
    }
  | {
      readonly kind: "refuse";
      readonly reason: "nothing-stored" | "vary-mismatch" | "stored-is-stale" | "must-validate";
    };

/** Whether a reply is kept. */
export type StoreVerdict =
  | {
      readonly kind: "store";
      readonly entry: Entry;
      readonly reason: "rule" | "explicit" | "heuristic" | "validator-only";
    }
  | {
      readonly kind: "keep-out";
      readonly reason:
        | "no-store"
        | "private"
        | "authorization"
        | "must-understand"
        | "set-cookie"
        | "status"
        | "vary-star"
        | "nothing-to-reuse"
        | "filter"
        | "part"
        | "incomplete"
        | "endless";
    };

/** What an origin's reply, or its failure, means. */
export type ReplyVerdict =
  | {
      readonly kind: "freshen";
      readonly entries: readonly Entry[];
      /** The answer now varies otherwise, and is stored in another place. */
      readonly isRefiled: boolean;
      readonly store: StoreVerdict;
    }
  | { readonly kind: "replace"; readonly store: StoreVerdict }
  | { readonly kind: "serve-stale"; readonly entry: Entry; readonly reason: "network" | "status" }
  | { readonly kind: "pass"; readonly reason: "error-status" | "callers-304" | "unasked-304" | "older-reply" }
  | {
      readonly kind: "repeat";
      readonly reason: "unknown-validator" | "unasked-304" | "older-304" | "condition-failed";
    }
  | {
      readonly kind: "fail";
      readonly as: "rethrow" | "504";
      readonly reason: "no-fallback" | "stale-forbidden" | "stale-too-old";
    };

/** What became of storing a response. */
export type WriteResult =
  | "stored"
  | "pending"
  | "read-only"
  | "overtaken"
  | "gone"
  | "too-large"
  | "backend-failed"
  | "incomplete";

/** Every reason that `response.cache.reason` and `explain` can give. */
export type Reason = Extract<RequestVerdict | LookupVerdict | ReplyVerdict, { reason: string }>["reason"];

/** A look-up that leads to the origin. */
export type AskVerdict = Extract<LookupVerdict, { kind: "ask" }>;
