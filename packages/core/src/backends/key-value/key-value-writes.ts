import type { Precondition, StoredRecord } from "../../contracts/backend.ts";
import type { Address, Lookup } from "../../entry/entry.ts";
import { type Awaitable, type Instant, NEVER_MS } from "../../http/messages.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import { turn } from "../../platform/time/pause.ts";
import { EPOCH_KEPT_MS } from "../epoch-kept.ts";
import { RECORDS_AT_ONCE } from "../in-turns.ts";
import type { BytesRecord, TargetState } from "./key-value-blob.ts";
import type { KeyValueParts, Listing } from "./key-value-parts.ts";
import { epochOf, isStillEpoch, type Snapshot } from "./key-value-store.ts";

type RemoveAddress = Address & { readonly revision?: string };

/** The largest record. */
export const MAX_VALUE_BYTES = 25_000_000;
/** What stores such as Cloudflare KV take as one value: a record, its head, and as many other variants as fit beside it. */
const MAX_GROUP_BYTES = 25 * 1024 * 1024;
/** Room for a record's head in its group. */
const HEAD_BYTES = 8_192;
/** A target outlives its records by so much, so that it is not written anew with every store: thirty days. */
const TARGET_SLACK_MS = 2_592_000_000;

/** Another text at every call. */
export function unique(nowMs: Instant): string {
  return `${nowMs.toString(36)}-${Math.random().toString(36).slice(2)}`;
}

/** Stores a record beside the other variants. The caller has the target's turn. */
export function put(
  parts: KeyValueParts,
  { head, value }: StoredRecord,
  seen: Precondition | undefined,
): Awaitable<"stored" | "conflict" | "too-large"> {
  // The cast: the backend's form says bytes.
  const record: BytesRecord = { head, value: value as Uint8Array };
  if (record.value.length > MAX_VALUE_BYTES) return "too-large";
  return andThen(parts.typed.read(head), (snapshot) => {
    if (!isAsSeen(snapshot, head, seen)) return "conflict";
    return andThen(ready(parts, snapshot, record), ({ generation, state }) => {
      const others = (snapshot.group?.records ?? []).filter(
        (other) => other.head.variant !== head.variant && other.head.removeAtMs > parts.nowMs(),
      );
      const group = {
        target: head.target,
        selector: head.selector,
        epoch: epochOf(generation, state),
        records: fitting(record, others),
      };
      return andThen(parts.typed.writeGroup(group), () => {
        parts.known.note(head);
        return "stored" as const;
      });
    });
  });
}

/** Removes records and counts them, one group after its turn. */
export function remove(parts: KeyValueParts, which: readonly RemoveAddress[]): Awaitable<number> {
  const groups = new Map<string, RemoveAddress[]>();
  for (const at of which) {
    const key = `${at.selector} ${at.target}`;
    groups.set(key, [...(groups.get(key) ?? []), at]);
  }
  const together = [...groups.values()];
  if (together.length > RECORDS_AT_ONCE) return removeInTurns(parts, together);
  return totalOf(together.map((wanted) => removeTogether(parts, wanted)));
}

async function removeInTurns(parts: KeyValueParts, groups: readonly RemoveAddress[][]): Promise<number> {
  let removed = 0;
  for (let from = 0; from < groups.length; from += RECORDS_AT_ONCE) {
    const some = groups.slice(from, from + RECORDS_AT_ONCE);
    removed += await totalOf(some.map((wanted) => removeTogether(parts, wanted)));
    await turn();
  }
  return removed;
}

/** Gives a target another epoch, and takes away what is known to be under the old one. The caller has the target's turn. */
export function invalidate(
  parts: KeyValueParts,
  target: string,
  listing: Listing | undefined,
): Awaitable<number> {
  const { typed, nowMs } = parts;
  return andThen(typed.readTarget(target), (before) => {
    const state: TargetState = {
      epoch: unique(nowMs()),
      initial: false,
      // What is stored under the old epoch may last longer: a lost epoch makes it unusable as well.
      untilMs: Math.max(before.state?.untilMs ?? 0, nowMs() + EPOCH_KEPT_MS),
    };
    return andThen(typed.writeTarget(target, state), () => {
      const oldEpoch = before.state && epochOf(before.generation, before.state);
      if (listing) return listing.deleteUnder(target, oldEpoch);
      return totalOf(parts.known.take(target).map((at) => deleteOld(parts, at, oldEpoch)));
    });
  });
}

function isAsSeen(snapshot: Snapshot, at: Address, seen: Precondition | undefined): boolean {
  if (seen === undefined) return true;
  if ("epoch" in seen) return isStillEpoch(seen.epoch, snapshot);
  const current = snapshot.group?.records.find(({ head }) => head.variant === at.variant);
  return current?.head.revision === seen.revision;
}

/** The target as the new record needs it: existing, and lasting longer than the record. */
function ready(
  { typed, nowMs }: KeyValueParts,
  { generation, state }: Snapshot,
  { head }: BytesRecord,
): Awaitable<{ readonly generation: string; readonly state: TargetState }> {
  const present = generation ?? unique(nowMs());
  const lasting: TargetState =
    state !== undefined && state.untilMs >= head.removeAtMs
      ? state
      : {
          epoch: state?.epoch ?? unique(nowMs()),
          initial: state?.initial ?? true,
          untilMs: Math.min(head.removeAtMs + TARGET_SLACK_MS, NEVER_MS),
        };
  return andThen(generation === undefined ? typed.writeGeneration(present) : undefined, () =>
    andThen(lasting === state ? undefined : typed.writeTarget(head.target, lasting), () => ({
      generation: present,
      state: lasting,
    })),
  );
}

/** The new record and the newest of the others, as many as one value of the store holds. */
function fitting(record: BytesRecord, others: readonly BytesRecord[]): BytesRecord[] {
  const newestFirst = [...others].sort((a, b) => b.head.createdAtMs - a.head.createdAtMs);
  let room = MAX_GROUP_BYTES - record.value.length - HEAD_BYTES;
  const kept = newestFirst.filter(({ value }) => {
    room -= value.length + HEAD_BYTES;
    return room >= 0;
  });
  return [record, ...kept];
}

function removeTogether(
  { typed, turns }: KeyValueParts,
  wanted: readonly RemoveAddress[],
): Awaitable<number> {
  const [at] = wanted;
  if (!at) return 0;
  return turns.run(at.target, () =>
    andThen(typed.read(at), ({ group }) => {
      if (!group) return 0;
      const kept = group.records.filter(({ head }) => !wanted.some((one) => names(one, head)));
      const removed = group.records.length - kept.length;
      if (removed === 0) return 0;
      const written =
        kept.length === 0 ? typed.deleteGroup(at) : typed.writeGroup({ ...group, records: kept });
      return andThen(written, () => removed);
    }),
  );
}

function names(wanted: RemoveAddress, head: Address & { readonly revision: string }): boolean {
  return (
    wanted.variant === head.variant && (wanted.revision === undefined || wanted.revision === head.revision)
  );
}

function deleteOld(
  { typed, nowMs }: KeyValueParts,
  at: Lookup,
  oldEpoch: string | undefined,
): Awaitable<number> {
  return andThen(typed.readGroup(at), (group) => {
    if (!group || group.epoch !== oldEpoch) return 0;
    const count = group.records.filter(({ head }) => head.removeAtMs > nowMs()).length;
    return andThen(typed.deleteGroup(at), () => count);
  });
}

function totalOf(counts: readonly Awaitable<number>[]): Awaitable<number> {
  let sum = 0;
  const later: Promise<number>[] = [];
  for (const count of counts) {
    if (isPromise(count)) later.push(count);
    else sum += count;
  }
  return later.length === 0
    ? sum
    : Promise.all(later).then((rest) => rest.reduce((all, count) => all + count, sum));
}
