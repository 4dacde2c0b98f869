import type { Backend, BackendHost, FoundRecord, RecordHead, StoredRecord } from "../../contracts/backend.ts";
import type { Lookup } from "../../entry/entry.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import type { Awaitable, Instant } from "../../http/messages.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import { pendingWork } from "../../platform/concurrency/pending-work.ts";
import { type BoundedMap, boundedMap } from "../../platform/maps/bounded-map.ts";
import { type Overlaps, overlaps, type UnderWay } from "./overlaps.ts";
import type { TierForms } from "./tier-forms.ts";

const REMEMBERED_EPOCHS = 10_000;

/** Two backends, and what their parts share. */
export interface Tiers {
  readonly near: Backend;
  readonly far: Backend;
  readonly forms: TierForms;
  readonly nearForMs: number;
  readonly overlaps: Overlaps;
  /** The far tier's epoch of a target, as last seen. */
  readonly epochs: BoundedMap<string, string>;
  readonly host: BackendHost;
  /** Asks the near tier; a failure is reported, and `otherwise` is the answer. */
  tryNear<T>(operation: string, work: () => Awaitable<T>, otherwise: T): Awaitable<T>;
  /** Lets work go on that nobody waits for. It must not reject. */
  inBackground(work: Awaitable<unknown>): void;
  /** Settles when the work in the background has ended. */
  settled(): Awaitable<void>;
}

export function tiersOf(
  near: Backend,
  far: Backend,
  { forms, nearForMs, host }: Pick<Tiers, "forms" | "nearForMs" | "host">,
): Tiers {
  const background = pendingWork();
  return {
    near,
    far,
    forms,
    nearForMs,
    host,
    overlaps: overlaps(),
    epochs: boundedMap(REMEMBERED_EPOCHS),
    tryNear(operation, work, otherwise) {
      const failed = (cause: unknown): typeof otherwise => {
        host.report({ kind: "backend-failed", operation, error: nearFailure(near, operation, cause) });
        return otherwise;
      };
      try {
        const result = work();
        return isPromise(result) ? result.catch(failed) : result;
      } catch (error) {
        return failed(error);
      }
    },
    inBackground: (work) => void background.add(work),
    settled: background.settled,
  };
}

/**
 * Where a copy stands in the near tier: under a selector that no request has, so that nothing is taken for a copy that this module has not
 * made, such as what the near backend has kept by itself before.
 */
export function nearPlace<T extends Lookup>(at: T): T {
  return { ...at, selector: `near ${at.selector}` };
}

/** Copies a record into the near tier, for a limited time. A large body stays where it is, and its record too. */
export function putNear(tiers: Tiers, { head, value }: StoredRecord): Awaitable<boolean> {
  if (head.body) return false;
  const removeAtMs: Instant = Math.min(head.removeAtMs, tiers.host.nowMs() + tiers.nearForMs);
  const copy = { head: { ...nearPlace(head), removeAtMs }, value };
  return andThen(
    tiers.tryNear("near.put", () => tiers.near.put(copy), "too-large"),
    (result) => result === "stored",
  );
}

/** The copy of a record, at the address of the record. */
export function findNear(tiers: Tiers, at: Lookup, variant: string): Awaitable<FoundRecord | undefined> {
  const { target, selector } = at;
  const found = tiers.tryNear(
    "near.find",
    () => tiers.near.find(nearPlace({ target, selector }), variant),
    undefined,
  );
  return andThen(found, (there) => {
    const copy = there?.records.find((record) => record.variant === variant);
    return copy && { ...copy, target, selector };
  });
}

/** Drops the near copy of a record. */
export function dropNear(tiers: Tiers, { target, selector, variant }: RecordHead): Awaitable<unknown> {
  const copy = nearPlace({ target, selector, variant });
  return tiers.tryNear("near.remove", () => tiers.near.remove([copy]), 0);
}

/** Runs, and ends the work however that goes. */
export function ending<T>(work: UnderWay, run: () => Awaitable<T>): Awaitable<T> {
  try {
    const result = run();
    if (isPromise(result)) return result.finally(() => work.end());
    work.end();
    return result;
  } catch (error) {
    work.end();
    throw error;
  }
}

function nearFailure(near: Backend, operation: string, cause: unknown): RcacheError {
  return new RcacheError("RCACHE_BACKEND_FAILED", `${near.name} failed at ${operation}`, {
    remedy: "The far tier answers meanwhile. See the cause.",
    cause,
  });
}
