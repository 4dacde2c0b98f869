import type { BodyRef, Entry } from "../../entry/entry.ts";

/** What is stored for a request, decoded. */
export interface Looked {
  readonly entries: readonly Entry[];
  /** false: only the entry that was preferred. */
  readonly complete: boolean;
  readonly epoch: string | undefined;
  /** The epoch of the target that `RequestKey.equivalent` names. */
  readonly equivalentEpoch?: string | undefined;
  /** Bodies outside the records; undefined where there is none. */
  readonly bodyRefs: ReadonlyMap<Entry, BodyRef> | undefined;
  /** The backend did not answer; nothing may be concluded, nor stored. */
  readonly failed: boolean;
}

/** Nothing is stored. */
export const NOTHING: Looked = lookedAtNothing(false);
/** What is known where the backend did not answer. */
export const UNKNOWN: Looked = lookedAtNothing(true);

/* @__NO_SIDE_EFFECTS__ */
function lookedAtNothing(failed: boolean): Looked {
  return Object.freeze({
    entries: Object.freeze([]),
    complete: true,
    epoch: undefined,
    bodyRefs: undefined,
    failed,
  });
}
