import {
  type Awaitable,
  type Backend,
  type Found,
  RcacheError,
  type StoredRecord,
} from "@rcache/core/backend";
import { damagedValue } from "./damaged-value.ts";
import { type Fault, type FaultKind, type NextFault, withFault } from "./fault.ts";
import { faultyBodies } from "./faulty-bodies.ts";

const NO_CALL: readonly (keyof Backend)[] = ["name", "valueKind", "maxValueBytes", "serializer"];
const WITH_VALUES: readonly (keyof Backend)[] = ["find", "put", "bodies"];
const KINDS: readonly FaultKind[] = ["throw", "delay", "truncate", "flip", "forget", "duplicate"];

/**
 * Wraps a backend so that its n-th call of a member fails, is delayed, truncated, flipped, forgotten or duplicated. Otherwise it behaves
 * like the backend: it has the same abilities, and is synchronous where the backend is.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` for a fault that can never happen
 */
export function faultyBackend(backend: Backend, faults: readonly Fault[]): Backend {
  for (const fault of faults) checkFault(backend, fault);
  const counts = new Map<keyof Backend, number>();
  const next: NextFault = (operation) => {
    const nth = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, nth);
    return faults.find((fault) => fault.operation === operation && fault.nth === nth);
  };
  const { name, valueKind, maxValueBytes, serializer } = backend;
  return {
    name: `faulty ${name}`,
    valueKind,
    maxValueBytes,
    ...(serializer === undefined ? {} : { serializer }),
    ...reading(backend, next),
    ...writing(backend, next),
    ...optional(backend, next),
  };
}

function reading(backend: Backend, next: NextFault): Pick<Backend, "open" | "find" | "flush" | "close"> {
  const nothing: Found = { complete: true, records: [] };
  return {
    open: (host) => withFault(next("open"), () => backend.open(host), undefined),
    find(at, prefer) {
      const run = (): Awaitable<Found> => backend.find(at, prefer);
      return withFault(next("find"), run, nothing, async (how) => {
        const found = await run();
        const records = found.records.map((record) => ({
          ...record,
          value: damagedValue(backend.valueKind, record.value, how),
        }));
        return { ...found, records };
      });
    },
    flush: () => withFault(next("flush"), () => backend.flush(), undefined),
    close: () => withFault(next("close"), () => backend.close(), undefined),
  };
}

function writing(
  backend: Backend,
  next: NextFault,
): Pick<Backend, "put" | "remove" | "invalidate" | "sweep" | "clear"> {
  return {
    put(record, seen) {
      const run = (what: StoredRecord = record): ReturnType<Backend["put"]> => backend.put(what, seen);
      return withFault<"stored" | "conflict" | "too-large">(
        next("put"),
        () => run(),
        "stored",
        (how) => run({ head: record.head, value: damagedValue(backend.valueKind, record.value, how) }),
      );
    },
    remove: (which) => withFault(next("remove"), () => backend.remove(which), 0),
    invalidate: (target) => withFault(next("invalidate"), () => backend.invalidate(target), 0),
    sweep: (limit) => withFault(next("sweep"), () => backend.sweep(limit), { removed: 0, more: false }),
    clear: () => withFault(next("clear"), () => backend.clear(), undefined),
  };
}

function optional(
  backend: Backend,
  next: NextFault,
): Pick<Backend, "scan" | "removeWhere" | "stats" | "lease" | "bodies"> {
  // Read anew at every call, as methods of the backend: one that is a class needs its `this`.
  const { removeWhere, stats, lease, scan, bodies } = backend;
  return {
    ...(scan && { scan: (filter) => faultyScan(next("scan"), () => scan.call(backend, filter)) }),
    ...(removeWhere && {
      removeWhere: (filter, limit) =>
        withFault(next("removeWhere"), () => removeWhere.call(backend, filter, limit), 0),
    }),
    ...(stats && {
      stats: () => withFault(next("stats"), () => stats.call(backend), { entries: 0, bytes: 0 }),
    }),
    ...(lease && {
      lease: (name, forMs) =>
        withFault(next("lease"), () => lease.call(backend, name, forMs), { held: false, forMs }),
    }),
    ...(bodies && { bodies: faultyBodies(bodies, () => next("bodies")) }),
  };
}

async function* faultyScan<T>(fault: Fault | undefined, run: () => AsyncIterable<T>): AsyncGenerator<T> {
  const heads = await withFault<AsyncIterable<T> | undefined>(fault, run, undefined);
  if (heads !== undefined) yield* heads;
}

function checkFault(backend: Backend, fault: Fault): void {
  const never = whyNever(backend, fault);
  if (never === undefined) return;
  throw new RcacheError("RCACHE_INVALID_OPTION", `a fault that can never happen: ${never}`, {
    remedy: "Name a member that the backend has, a call from 1 on, and a fault that this member can have.",
  });
}

function whyNever(backend: Backend, { operation, nth, fault, forMs }: Fault): string | undefined {
  if (NO_CALL.includes(operation) || !(operation in backend)) return `the backend has no call "${operation}"`;
  if (!KINDS.includes(fault)) return `there is no fault "${fault}"`;
  if (!Number.isInteger(nth) || nth < 1) return `nth is ${nth}, and calls are counted from 1`;
  const changes = fault === "truncate" || fault === "flip";
  if (changes && !WITH_VALUES.includes(operation)) return `"${operation}" has no value to ${fault}`;
  if (forMs !== undefined && !(fault === "delay" && forMs >= 0)) return `forMs is ${forMs} for "${fault}"`;
  return undefined;
}
