import type { Found, FoundRecord } from "../../contracts/backend.ts";
import type { RecordFault } from "../../contracts/serializer.ts";
import type { Lookup } from "../../entry/entry.ts";
import type { Awaitable } from "../../http/messages.ts";
import { keyText } from "../../key/lookup-of.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import type { UnderWay } from "./overlaps.ts";
import { ownValue } from "./own-value.ts";
import type { NearRecord } from "./tier-forms.ts";
import { ending, findNear, putNear, type Tiers } from "./tiers.ts";

/**
 * Asks the near tier where the expected record is named, because only then a single record is an answer; else the far one.
 *
 * A near hit says `complete: false`: the far tier may hold more.
 */
export function findInTiers(tiers: Tiers, at: Lookup, prefer: string | undefined): Awaitable<Found> {
  if (prefer === undefined) return findFar(tiers, at, prefer);
  return andThen(findNear(tiers, at, prefer), (record) => {
    if (!record) return findFar(tiers, at, prefer);
    const epoch = tiers.epochs.get(at.target);
    return { complete: false, records: [record], ...(epoch !== undefined && { epoch }) };
  });
}

function findFar(tiers: Tiers, at: Lookup, prefer: string | undefined): Awaitable<Found> {
  const work = tiers.overlaps.read(at.target);
  return endingOnFailure(work, () =>
    andThen(tiers.far.find(at, prefer), (found) =>
      andThen(readable(tiers, at, found.records), (records) => {
        tiers.inBackground(
          ending(work, () => copyNear(tiers, at.target, { epoch: found.epoch, records }, work)),
        );
        return { ...found, records: records.map((record) => record.found) };
      }),
    ),
  );
}

/** The records in the near tier's form, without those that cannot be read; corrupt ones are removed. */
function readable(tiers: Tiers, at: Lookup, found: readonly FoundRecord[]): Awaitable<readonly NearRecord[]> {
  const sound: NearRecord[] = [];
  const take = (record: FoundRecord, result: NearRecord | { readonly fault: RecordFault }): void => {
    if (!("fault" in result)) {
      sound.push(result);
      return;
    }
    tiers.host.report({ kind: "record-unreadable", key: keyText(at), fault: result.fault });
    if (result.fault === "corrupt") tiers.inBackground(removeCorrupt(tiers, record));
  };
  return found.reduce<Awaitable<readonly NearRecord[]>>(
    (before, record) =>
      andThen(before, () =>
        andThen(tiers.forms.toNear(record), (result) => {
          take(record, result);
          return sound;
        }),
      ),
    sound,
  );
}

/** By revision, so that what has been stored meanwhile stays. It is tried again when the record is next found. */
function removeCorrupt(
  { far }: Tiers,
  { target, selector, variant, revision }: FoundRecord,
): Awaitable<unknown> {
  try {
    const removed = far.remove([{ target, selector, variant, revision }]);
    return isPromise(removed) ? removed.catch(() => 0) : removed;
  } catch {
    return 0;
  }
}

function copyNear(
  tiers: Tiers,
  target: string,
  { epoch, records }: { readonly epoch: string | undefined; readonly records: readonly NearRecord[] },
  work: UnderWay,
): Awaitable<unknown> {
  const known = tiers.epochs.get(target);
  const isInvalidated = epoch !== undefined && known !== undefined && known !== epoch;
  if (epoch !== undefined) tiers.epochs.set(target, epoch);
  // Another process has invalidated the target: copies made before are stale.
  const dropped = isInvalidated
    ? tiers.tryNear("near.invalidate", () => tiers.near.invalidate(target), 0)
    : undefined;
  return andThen(dropped, () => {
    const copies = records.map(({ found, head }) =>
      work.isOverlapped || found.body ? undefined : putNear(tiers, { head, value: ownValue(found.value) }),
    );
    return copies.some(isPromise) ? Promise.all(copies) : undefined;
  });
}

function endingOnFailure<T>(work: UnderWay, run: () => Awaitable<T>): Awaitable<T> {
  const failed = (error: unknown): never => {
    work.end();
    throw error;
  };
  try {
    const result = run();
    return isPromise(result) ? result.catch(failed) : result;
  } catch (error) {
    return failed(error);
  }
}
