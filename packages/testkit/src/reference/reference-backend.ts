import {
  type Backend,
  type BackendParts,
  backendShell,
  inTurns,
  matchesScan,
  type RecordHead,
  type ScanFilter,
  type StoredRecord,
  statsOf,
} from "@rcache/core/backend";
import { type KeptBody, referenceBodies } from "./reference-bodies.ts";
import { type KeptLease, referenceLease } from "./reference-lease.ts";

/** All that a {@link referenceBackend} keeps. */
interface Kept {
  readonly records: Map<string, StoredRecord>;
  /** How often a target was invalidated; none: never. */
  readonly epochs: Map<string, number>;
  readonly bodies: Map<string, KeptBody>;
  readonly leases: Map<string, KeptLease>;
}

const MAX_VALUE_BYTES = 1_048_576;

type FindParameters = Parameters<Backend["find"]>;
type PutParameters = Parameters<Backend["put"]>;
type RemoveParameters = Parameters<Backend["remove"]>;

/**
 * The simplest backend that keeps every promise and has every ability: maps in memory. Copy it to start your own.
 *
 * It visits all records where a real store has an index. Outside tests, use `@rcache/backend-memory`.
 *
 * @param options.valueKind what it stores. @default 'bytes'
 */
export function referenceBackend(options: { readonly valueKind?: Backend["valueKind"] } = {}): Backend {
  const { valueKind = "bytes" } = options;
  const kept: Kept = { records: new Map(), epochs: new Map(), bodies: new Map(), leases: new Map() };
  return backendShell({
    name: "reference",
    valueKind,
    maxValueBytes: valueKind === "bytes" ? MAX_VALUE_BYTES : Number.POSITIVE_INFINITY,
    open: (host) => partsOf(kept, () => host.nowMs()),
  }).backend;
}

function partsOf(kept: Kept, nowMs: () => number): BackendParts {
  return {
    store: {
      find: (at, prefer) => find(kept, nowMs(), at, prefer),
      put: (record, seen) => put(kept, record, seen),
      remove: (which) => remove(kept, which),
      invalidate(target) {
        kept.epochs.set(target, (kept.epochs.get(target) ?? 0) + 1);
        return removeAll(kept, (head) => head.target === target);
      },
    },
    maintenance: {
      sweep: (limit) => sweep(kept, nowMs(), limit),
      clear() {
        // Not the epochs: an answer may still be on its way for a target that was invalidated.
        kept.records.clear();
        kept.bodies.clear();
      },
      scan: (filter) => scan(kept, filter),
      removeWhere: (filter, limit) => removeAll(kept, (head) => matchesScan(head, filter), limit),
      stats: () => statsOf(scan(kept, {})),
    },
    leases: { lease: (name, forMs) => referenceLease(kept.leases, nowMs, name, forMs) },
    bodies: referenceBodies(kept.bodies),
  };
}

function find(kept: Kept, nowMs: number, ...[at, prefer]: FindParameters): ReturnType<Backend["find"]> {
  const epoch = epochOf(kept, at.target);
  const records = [...kept.records.values()]
    .filter(
      ({ head }) => head.target === at.target && head.selector === at.selector && head.removeAtMs > nowMs,
    )
    // A copy: what the caller does with it must not reach the store.
    .map(({ head, value }) => ({ ...head, value: structuredClone(value) }));
  const preferred = records.filter((record) => record.variant === prefer);
  return preferred.length > 0
    ? { complete: records.length === 1, records: preferred, epoch }
    : { complete: true, records, epoch };
}

function put(kept: Kept, ...[record, seen]: PutParameters): ReturnType<Backend["put"]> {
  const { value } = record;
  if (value instanceof Uint8Array && value.length > MAX_VALUE_BYTES) return "too-large";
  const key = addressKey(record.head);
  if (seen !== undefined && "epoch" in seen && seen.epoch !== epochOf(kept, record.head.target))
    return "conflict";
  if (seen !== undefined && "revision" in seen && seen.revision !== kept.records.get(key)?.head.revision)
    return "conflict";
  kept.records.set(key, { head: record.head, value: structuredClone(value) });
  return "stored";
}

function remove(kept: Kept, ...[which]: RemoveParameters): Promise<number> {
  return count(which, (one) => {
    const record = kept.records.get(addressKey(one));
    const ours = record !== undefined && (one.revision ?? record.head.revision) === record.head.revision;
    return ours && kept.records.delete(addressKey(one));
  });
}

async function sweep(kept: Kept, nowMs: number, limit: number): Promise<{ removed: number; more: boolean }> {
  const owned = new Set([...kept.records.values()].map(({ head }) => head.body?.id));
  for (const [id, body] of kept.bodies)
    if (!owned.has(id) && body.keepUntilMs <= nowMs) kept.bodies.delete(id);
  const past = (head: RecordHead): boolean => head.removeAtMs <= nowMs;
  const removed = await removeAll(kept, past, limit);
  return { removed, more: [...kept.records.values()].some(({ head }) => past(head)) };
}

async function* scan(kept: Kept, filter: ScanFilter): ReturnType<NonNullable<Backend["scan"]>> {
  for await (const { head, value } of inTurns([...kept.records.values()]))
    if (matchesScan(head, filter))
      yield filter.values === true ? { ...head, value: structuredClone(value) } : head;
}

function removeAll(
  kept: Kept,
  which: (head: RecordHead) => boolean,
  limit: number = Number.POSITIVE_INFINITY,
): Promise<number> {
  const chosen = [...kept.records].filter(([, { head }]) => which(head)).slice(0, limit);
  return count(chosen, ([key]) => kept.records.delete(key));
}

function epochOf(kept: Kept, target: string): string {
  return `e${kept.epochs.get(target) ?? 0}`;
}

function addressKey(at: { target: string; selector: string; variant: string }): string {
  // Not joined by a separator, which any of the three could hold.
  return JSON.stringify([at.target, at.selector, at.variant]);
}

async function count<T>(list: readonly T[], counts: (one: T) => boolean): Promise<number> {
  let counted = 0;
  for await (const one of inTurns(list)) if (counts(one)) counted += 1;
  return counted;
}
