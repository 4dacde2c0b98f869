import type { CacheOutcome } from "@rcache/core";

type StoreReason = Extract<CacheOutcome, { kind: "miss" }>["store"];

/** Why an answer is kept or not, for a reader. */
export interface StoreWords {
  readonly isKept: boolean;
  readonly text: string;
  /** As an outcome's own. */
  readonly section?: string;
}

/** What the reason of a store verdict means. */
export const STORE_WORDS: { readonly [R in StoreReason]: StoreWords } = {
  rule: { isKept: true, text: "a setting says how long" },
  explicit: { isKept: true, text: "the response says how long", section: "4.2.1" },
  heuristic: { isKept: true, text: "a tenth of the time since Last-Modified", section: "4.2.2" },
  "validator-only": {
    isKept: true,
    text: "stale on arrival, and its validator can be asked about",
    section: "4.3",
  },
  "no-store": { isKept: false, text: "the response says no-store, or a setting does", section: "5.2.2.5" },
  private: {
    isKept: false,
    text: "the response is for one user, and this cache is shared",
    section: "5.2.2.7",
  },
  authorization: {
    isKept: false,
    text: "the request has Authorization, and the response does not allow a shared cache to keep it",
    section: "3.5",
  },
  "must-understand": {
    isKept: false,
    text: "the response says must-understand with this status",
    section: "5.2.2.3",
  },
  "set-cookie": {
    isKept: false,
    text: "the response sets a cookie without saying public, and this cache is shared",
    section: "7.3",
  },
  status: { isKept: false, text: "nothing allows to keep a response with this status", section: "3" },
  "vary-star": { isKept: false, text: "the response varies on what no cache can see", section: "4.1" },
  "nothing-to-reuse": {
    isKept: false,
    text: "stale on arrival, without a validator, and nothing allows stale use",
  },
  filter: { isKept: false, text: "filterFn refused it" },
  part: { isKept: false, text: "a part that cannot be kept by itself", section: "3.3" },
  incomplete: { isKept: false, text: "the body was cut off", section: "3.3" },
  endless: { isKept: false, text: "the body has no end" },
};
