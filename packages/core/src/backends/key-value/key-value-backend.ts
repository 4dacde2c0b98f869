import type { Backend, BackendHost, Found } from "../../contracts/backend.ts";
import type { Lookup } from "../../entry/entry.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import { andThen } from "../../platform/awaitable.ts";
import { exclusive } from "../../platform/exclusive.ts";
import { knownSelectors } from "./key-value-known.ts";
import { listing } from "./key-value-listing.ts";
import type { KeyValueParts } from "./key-value-parts.ts";
import { epochOf, type KeyValueStore, type Standing, typedStore } from "./key-value-store.ts";
import { invalidate, MAX_VALUE_BYTES, put, remove, unique } from "./key-value-writes.ts";

/**
 * A backend over anything that keeps bytes under a key: Cloudflare KV, a Map, LevelDB, Memcached, `unstorage`.
 *
 * One value holds all variants of a request, and beside it one small value a target holds the epoch that makes an invalidation reach every
 * selector; `find` is two gets side by side (three where the store cannot `list`). Records are frames, at most 25 MB. A store that answers
 * synchronously makes a backend that does. Keys are printable, at most 512 characters, and begin with `rcache:`.
 *
 * With `list` the backend can also `scan`, `removeWhere`, `stats` and really remove; without it `clear` and `invalidate` make what is stored
 * unusable, and it goes when it expires. `invalidate` then counts what this process knows of.
 *
 * A store without compare-and-set leaves a window: within a process, calls for one target take turns, but two processes that store variants of
 * the same request at the same moment may lose one of them, and one that makes a target's first store just as another invalidates it may undo
 * that. A precondition is checked when the value is read, not when it is written.
 *
 * @throws RcacheError `RCACHE_INVALID_BACKEND` where the store lacks `get`, `set` or `delete`
 */
export function keyValueBackend(store: KeyValueStore): Backend {
  checkStore(store);
  const host: { current?: BackendHost } = {};
  const typed = typedStore(store);
  const parts: KeyValueParts = {
    typed,
    turns: exclusive(),
    known: knownSelectors(),
    nowMs: () => host.current?.nowMs() ?? 0,
  };
  const listed = store.list && listing(parts, store, store.list.bind(store));
  return {
    name: "key-value",
    valueKind: "bytes",
    maxValueBytes: MAX_VALUE_BYTES,
    open(given) {
      host.current = given;
      if (store.list) return;
      return andThen(typed.readGeneration(), (generation) =>
        generation === undefined ? typed.writeGeneration(unique(given.nowMs())) : undefined,
      );
    },
    find: (at) => andThen(typed.read(at), (standing) => found(parts, at, standing)),
    put: (record, seen) => parts.turns.run(record.head.target, () => put(parts, record, seen)),
    remove: (which) => remove(parts, which),
    invalidate: (target) => parts.turns.run(target, () => invalidate(parts, target, listed)),
    clear: () =>
      listed
        ? listed.clear()
        : andThen(parts.turns.idle(), () => typed.writeGeneration(unique(parts.nowMs()))),
    sweep: (limit) => listed?.sweep(limit) ?? { removed: 0, more: false },
    flush: () => parts.turns.idle(),
    close: () => parts.turns.idle(),
    ...(listed && { scan: listed.scan, removeWhere: listed.removeWhere, stats: listed.stats }),
  };
}

function found({ known, nowMs }: KeyValueParts, at: Lookup, { generation, state, group }: Standing): Found {
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
