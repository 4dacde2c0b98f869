import type { Backend, BackendHost, Found } from "../../contracts/backend.ts";
import type { Lookup } from "../../entry/entry.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import type { Awaitable, Instant } from "../../http/messages.ts";
import { andThen } from "../../platform/concurrency/awaitable.ts";
import { exclusive } from "../../platform/concurrency/exclusive.ts";
import { type BackendParts, backendShell } from "../backend-shell.ts";
import { knownSelectors } from "./key-value-known.ts";
import { listing } from "./key-value-listing.ts";
import type { KeyValueParts, Listing } from "./key-value-parts.ts";
import {
  epochOf,
  type KeyValueStore,
  type Snapshot,
  type TypedStore,
  typedStore,
} from "./key-value-store.ts";
import { invalidate, MAX_VALUE_BYTES, put, remove, unique } from "./key-value-writes.ts";

/**
 * A backend over anything that stores bytes under a key: Cloudflare KV, a Map, LevelDB, Memcached, `unstorage`.
 *
 * One value holds all variants of a request. One small value per target holds the epoch, through which an invalidation reaches every
 * selector. `find` reads two values at the same time (three if the store cannot `list`). Records are frames of at most 25 MB. Keys are
 * printable, have at most 512 characters and begin with `rcache:`. If the store answers without promises, so does the backend.
 *
 * With `list`, the backend can `scan`, `removeWhere` and count, and it removes values at once. Without `list`, `clear` and `invalidate`
 * make stored values unusable, and they disappear when they expire; `invalidate` then counts only what this process knows of.
 *
 * A store without compare-and-set has a gap. Within one process, calls for a target take turns. But if two processes store variants of the
 * same request at the same moment, one of them may be lost, and a process that stores a target for the first time just as another
 * invalidates it may undo the invalidation. A precondition is checked when the value is read, not when it is written.
 *
 * @throws RcacheError `RCACHE_INVALID_BACKEND` if the store lacks `get`, `set` or `delete`
 */
export function keyValueBackend(store: KeyValueStore): Backend {
  checkStore(store);
  const typed = typedStore(store);
  const known = knownSelectors();
  const shape = { name: "key-value", valueKind: "bytes", maxValueBytes: MAX_VALUE_BYTES } as const;
  const opened = (host: BackendHost): KeyValueParts => ({
    typed,
    known,
    turns: exclusive(),
    nowMs: () => host.nowMs(),
  });
  if (store.list === undefined) {
    const open = (host: BackendHost): Awaitable<BackendParts<never>> =>
      andThen(withGeneration(typed, host.nowMs()), () => withoutList(opened(host)));
    return backendShell({ ...shape, abilities: [], open }).backend;
  }
  const list = store.list.bind(store);
  return backendShell({
    ...shape,
    abilities: ["scan", "removeWhere", "stats"],
    open(host) {
      const parts = opened(host);
      const maintenance = listing(parts, store, list);
      return { store: recordsOf(parts, maintenance), maintenance, flush: () => parts.turns.idle() };
    },
  }).backend;
}

function withoutList(parts: KeyValueParts): BackendParts<never> {
  const { turns, typed, nowMs } = parts;
  return {
    store: recordsOf(parts, undefined),
    maintenance: {
      clear: () => andThen(turns.idle(), () => typed.writeGeneration(unique(nowMs()))),
      sweep: () => ({ removed: 0, more: false }),
    },
    flush: () => turns.idle(),
  };
}

function recordsOf(parts: KeyValueParts, listed: Listing | undefined): BackendParts["store"] {
  const { turns, typed } = parts;
  return {
    find: (at) => andThen(typed.read(at), (snapshot) => found(parts, at, snapshot)),
    put: (record, seen) => turns.run(record.head.target, () => put(parts, record, seen)),
    remove: (which) => remove(parts, which),
    invalidate: (target) => turns.run(target, () => invalidate(parts, target, listed)),
  };
}

function withGeneration(typed: TypedStore, nowMs: Instant): Awaitable<void> {
  return andThen(typed.readGeneration(), (generation) =>
    generation === undefined ? typed.writeGeneration(unique(nowMs)) : undefined,
  );
}

function found({ known, nowMs }: KeyValueParts, at: Lookup, { generation, state, group }: Snapshot): Found {
  const records = (group?.records ?? [])
    .filter(({ head }) => head.removeAtMs > nowMs())
    .map(({ head, value }) => ({
      target: head.target,
      selector: head.selector,
      variant: head.variant,
      revision: head.revision,
      serializerId: head.serializerId,
      removeAtMs: head.removeAtMs,
      value,
      ...(head.body && { body: head.body }),
    }));
  if (records.length > 0) known.note(at);
  return { complete: true, records, epoch: epochOf(generation, state) };
}

function checkStore(store: KeyValueStore): void {
  const missing = (["get", "set", "delete"] as const).filter((name) => typeof store?.[name] !== "function");
  if (missing.length === 0) return;
  throw new RcacheError("RCACHE_INVALID_BACKEND", `the store lacks ${missing.join(", ")}`, {
    remedy: "Pass an object with the functions get(key), set(key, value, { expiresAtMs }) and delete(key).",
  });
}
