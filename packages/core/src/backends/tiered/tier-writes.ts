import type { Precondition, ScanFilter, StoredRecord } from "../../contracts/backend.ts";
import type { Address } from "../../entry/entry.ts";
import type { Awaitable } from "../../http/messages.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import type { UnderWay } from "./overlaps.ts";
import { dropNear, ending, nearPlace, putNear, type Tiers } from "./tiers.ts";

type PutResult = "stored" | "conflict" | "too-large";

/** Far, then near. Whatever leaves the near copy in doubt drops it. */
export function putInTiers(
  tiers: Tiers,
  record: StoredRecord,
  seen: Precondition | undefined,
): Awaitable<PutResult> {
  const work = tiers.overlaps.write(record.head.target);
  const drop = <T>(result: T): Awaitable<T> => andThen(dropNear(tiers, record.head), () => result);
  const stored = (result: PutResult): Awaitable<PutResult> => {
    if (result === "too-large") return result;
    if (result === "conflict" || work.isOverlapped) return drop(result);
    return andThen(putNear(tiers, record), (isNear) => (isNear ? result : drop(result)));
  };
  const failed = (error: unknown): Awaitable<never> =>
    andThen(drop(error), (cause) => {
      throw cause;
    });
  return ending(work, () => {
    try {
      const result = andThen(tiers.forms.toFar(record), (far) => tiers.far.put(far, seen));
      return isPromise(result) ? result.then(stored, failed) : stored(result);
    } catch (error) {
      return failed(error);
    }
  });
}

/** Near, whatever the revision, then far. */
export function removeFromTiers(
  { near, far, overlaps }: Tiers,
  which: readonly (Address & { readonly revision?: string })[],
): Awaitable<number> {
  const works = [...new Set(which.map(({ target }) => target))].map((target) => overlaps.write(target));
  const copies = which.map(({ target, selector, variant }) => nearPlace({ target, selector, variant }));
  return ending(together(works), () => andThen(near.remove(copies), () => far.remove(which)));
}

/** Near, so that nothing old is served from now on; far; near again, for what came over meanwhile. */
export function invalidateTiers({ near, far, overlaps, epochs }: Tiers, target: string): Awaitable<number> {
  return ending(overlaps.write(target), () =>
    andThen(near.invalidate(target), () => {
      epochs.delete(target);
      return andThen(far.invalidate(target), (count) => andThen(near.invalidate(target), () => count));
    }),
  );
}

export function clearTiers({ near, far, overlaps, epochs }: Tiers): Awaitable<void> {
  return ending(overlaps.writeAll(), () =>
    andThen(near.clear(), () => {
      epochs.clear();
      return andThen(far.clear(), () => near.clear());
    }),
  );
}

/** The near tier's heads are not complete, so it loses all its copies. */
export function removeWhereInTiers(
  { near, overlaps }: Tiers,
  removeWhere: (filter: ScanFilter, limit: number) => Awaitable<number>,
  filter: ScanFilter,
  limit: number,
): Awaitable<number> {
  return ending(overlaps.writeAll(), () =>
    andThen(removeWhere(filter, limit), (count) => (count === 0 ? 0 : andThen(near.clear(), () => count))),
  );
}

function together(works: readonly UnderWay[]): UnderWay {
  return {
    get isOverlapped() {
      return works.some((work) => work.isOverlapped);
    },
    end() {
      for (const work of works) work.end();
    },
  };
}
