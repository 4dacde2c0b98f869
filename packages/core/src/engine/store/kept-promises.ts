import type { Backend, Found, FoundRecord } from "../../contracts/backend.ts";
import type { Lease, LeaseTaken } from "../../contracts/lease.ts";
import type { Lookup } from "../../entry/entry.ts";
import { givesCopies } from "../../entry/own-entry.ts";
import { RcacheError } from "../../errors/rcache-error.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a backend gave, where it is what the contract says. A stranger's code may give anything: then it has failed, and the request goes on
 * without it.
 *
 * @throws RcacheError `RCACHE_BACKEND_FAILED`, for the guard to tell
 */
export const keptPromise = {
  /** Looks no deeper than is needed not to stumble; what a value holds is its serializer's to check. */
  found(found: Found, at: Lookup, { name, valueKind }: Backend): Found {
    if (!isObject(found) || !Array.isArray(found.records)) throw broken(name, "find", "no list of records");
    for (const record of found.records) {
      if (!isRecord(record)) throw broken(name, "find", "something that is no record");
      if (record.target !== at.target || record.selector !== at.selector)
        throw broken(name, "find", "a record of another target or selector");
      if (valueKind === "entry" && !isEntry(record.value))
        throw broken(name, "find", "a value that is no entry");
    }
    return found;
  },
  written(
    result: "stored" | "conflict" | "too-large",
    { name }: Backend,
  ): "stored" | "conflict" | "too-large" {
    if (result === "stored" || result === "conflict" || result === "too-large") return result;
    throw broken(name, "put", `${shown(result)} instead of "stored", "conflict" or "too-large"`);
  },
  count(count: number, operation: "remove" | "removeWhere" | "invalidate", { name }: Backend): number {
    if (Number.isInteger(count)) return count;
    throw broken(name, operation, `${shown(count)} instead of a number`);
  },
  lease(lease: Lease | LeaseTaken | undefined, { name }: Backend): Lease | LeaseTaken | undefined {
    if (lease === undefined) return lease;
    const isLease = isObject(lease) && (lease.held ? isWith(lease, "extend", "release") : lease.forMs >= 0);
    if (isLease) return lease;
    throw broken(name, "lease", "something that is no lease");
  },
} as const;

function isRecord(record: FoundRecord): boolean {
  return (
    isObject(record) &&
    typeof record.target === "string" &&
    typeof record.selector === "string" &&
    typeof record.variant === "string" &&
    typeof record.revision === "string" &&
    typeof record.serializerId === "string"
  );
}

function isEntry(value: unknown): boolean {
  if (!isObject(value)) return false;
  // Of our own making, and whole when it was made: its parts lie about in memory, and looking at each costs as much as the rest of a find.
  if (givesCopies(value)) return true;
  // The cast: each member is looked at before it is used.
  const { address, lifetimes, request, response, revision, vary, tags } = value as Fields;
  return (
    isObject(address) &&
    isObject(request) &&
    isObject(response) &&
    isObject(lifetimes) &&
    typeof revision === "string" &&
    Array.isArray(vary) &&
    Array.isArray(tags)
  );
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function isWith(value: object, ...methods: readonly string[]): boolean {
  return methods.every((method) => typeof Reflect.get(value, method) === "function");
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : typeof value;
}

export function broken(name: string, operation: string, what: string): RcacheError {
  return new RcacheError("RCACHE_BACKEND_FAILED", `${operation}: ${name} gave ${what}`, {
    remedy: "Fix the backend: backendContract of @rcache/testkit shows which promise it breaks.",
  });
}
