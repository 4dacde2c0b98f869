import type { OpenBackend } from "../../backends/with-serializer.ts";
import type { Backend, Found, FoundRecord, Precondition, RecordValue } from "../../contracts/backend.ts";
import type { RecordDocument, RecordFault, Serializer } from "../../contracts/serializer.ts";
import type { BodyRef } from "../../entry/entry.ts";
import { type Address, type Entry, isBodyRef, type Lookup } from "../../entry/entry.ts";
import { bodyBytes } from "../../entry/entry-body.ts";
import { recordHead } from "../../entry/record-head.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import type { Awaitable } from "../../http/messages.ts";
import { keyText } from "../../key/lookup-of.ts";
import { andThen, isPromise, quietly } from "../../platform/awaitable.ts";
import { boundedMap } from "../../platform/bounded-map.ts";
import type { EventHub } from "../../platform/event-hub.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import type { BackendGuard } from "./guard-backend.ts";
import { keptPromise } from "./kept-promises.ts";
import { pendingRemovals } from "./pending-removals.ts";

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

/** Entries in and out of a guarded backend. Nothing here rejects, but for what the guard lets through. */
export interface Storage {
  /** Synchronous where backend and serializer are. What cannot be read is reported, and removed where it is corrupt. */
  find(at: Lookup, prefer?: string): Awaitable<Looked>;
  /** `overtaken`: what was seen no longer holds. */
  put(entry: Entry, seen: Precondition | undefined): Awaitable<WriteResult>;
  remove(which: readonly (Address & { readonly revision?: string })[]): Awaitable<number>;
  /** Tells of a record that cannot be read, and removes it where it is corrupt. */
  unreadable(at: Address & { readonly revision: string }, fault: RecordFault): void;
  /** Removes a record that is of no use, which has been told. What is looked up or stored under its key waits for that. */
  discard(at: Address & { readonly revision: string }): void;
  /** Removes every entry with the tag, in slices. */
  removeTagged(tag: string): Awaitable<number>;
  /** undefined: the backend failed, and may still hold what should be gone. */
  invalidate(target: string): Awaitable<number | undefined>;
}

const NOTHING: Looked = Object.freeze({
  entries: Object.freeze([]),
  complete: true,
  epoch: undefined,
  bodyRefs: undefined,
  failed: false,
});
const REMEMBERED_FAULTS = 1_000;
/** So much may wait to be written. Beyond it the backend does not keep up, and answers pass unkept rather than fill the memory. */
const MOST_WAITING_BYTES = 67_108_864;
/** What an entry takes beside its body, about. */
const ENTRY_BYTES = 2_048;
/** What is known where the backend did not answer. */
export const UNKNOWN: Looked = Object.freeze({ ...NOTHING, failed: true });

export function guardedStorage(guard: BackendGuard, events: EventHub): Storage {
  const told = boundedMap<string, true>(REMEMBERED_FAULTS);
  const removals = pendingRemovals();
  let waitingBytes = 0;
  const findNow: Storage["find"] = (at, prefer) =>
    guard.call("find", (open) => find(open, storage, at, prefer), UNKNOWN);
  const storage: Storage = {
    find: (at, prefer) =>
      removals.isEmpty() ? findNow(at, prefer) : removals.after(at, () => findNow(at, prefer)),
    put(entry, seen) {
      if (waitingBytes > MOST_WAITING_BYTES) {
        events.emit({ kind: "backend-failed", operation: "put", error: overloaded() });
        return "backend-failed";
      }
      const write = (): Awaitable<WriteResult> =>
        guard.callInLine<WriteResult>("put", (open) => put(open, entry, seen), "backend-failed");
      const writing = removals.after(entry.address, write);
      if (!isPromise(writing)) return writing;
      const bytes = ENTRY_BYTES + (isBodyRef(entry.body) ? 0 : bodyBytes(entry.body));
      waitingBytes += bytes;
      const ended = (): void => {
        waitingBytes -= bytes;
      };
      writing.then(ended, ended);
      return writing;
    },
    remove: (which) =>
      which.length === 0 ? 0 : guard.callInLine("remove", (open) => remove(open, which), 0),
    unreadable({ target, selector, variant, revision }, fault) {
      // Once a record: one that is left alone is found again and again.
      if (told.get(revision) === undefined)
        events.emit({ kind: "record-unreadable", key: keyText({ target, selector }), fault });
      told.set(revision, true);
      if (fault === "corrupt") storage.discard({ target, selector, variant, revision });
    },
    discard({ target, selector, variant, revision }) {
      quietly(() =>
        removals.add({ target, selector }, storage.remove([{ target, selector, variant, revision }])),
      );
    },
    removeTagged: (tag) => guard.call("removeWhere", ({ backend }) => removeTagged(backend, tag), 0),
    invalidate: (target) =>
      guard.call<number | undefined>("invalidate", (open) => invalidate(open, target), undefined),
  };
  return storage;
}

function overloaded(): RcacheError {
  return new RcacheError(
    "RCACHE_BACKEND_OVERLOADED",
    `put: over ${MOST_WAITING_BYTES / 1_048_576} MiB of answers wait to be written`,
    { remedy: "Ask for less at once, or use a backend that writes faster." },
  );
}

function remove({ backend }: OpenBackend, which: Parameters<Backend["remove"]>[0]): Awaitable<number> {
  return andThen(backend.remove(which), (count) => keptPromise.count(count, "remove", backend));
}

function invalidate({ backend }: OpenBackend, target: string): Awaitable<number> {
  return andThen(backend.invalidate(target), (count) => keptPromise.count(count, "invalidate", backend));
}

function find(
  open: OpenBackend,
  storage: Storage,
  at: Lookup,
  prefer: string | undefined,
): Awaitable<Looked> {
  return andThen(open.backend.find(at, prefer), (found) =>
    decodeAll(open, keptPromise.found(found, at, open.backend), storage),
  );
}

const SLICE = 500;

async function removeTagged(backend: Backend, tag: string): Promise<number> {
  let removed = 0;
  if (backend.removeWhere !== undefined) {
    for (let count = SLICE; count === SLICE; removed += count)
      count = keptPromise.count(await backend.removeWhere({ tag }, SLICE), "removeWhere", backend);
    return removed;
  }
  if (backend.scan === undefined) return 0;
  for await (const { target, selector, variant, revision } of backend.scan({ tag })) {
    removed += await backend.remove([{ target, selector, variant, revision }]);
  }
  return removed;
}

function put(
  { backend, serializer }: OpenBackend,
  entry: Entry,
  seen: Precondition | undefined,
): Awaitable<WriteResult> {
  const { address } = entry;
  const encoded: Awaitable<RecordValue> =
    serializer === undefined ? entry : serializer.encode(entry, address);
  return andThen(encoded, (value) => {
    if (value instanceof Uint8Array && value.length > backend.maxValueBytes) return "too-large";
    const head = recordHead(entry, serializer?.id ?? "entry", bodyBytes(entry.body));
    return andThen(backend.put({ head, value }, seen), (given) => {
      const result = keptPromise.written(given, backend);
      return result === "conflict" ? "overtaken" : result;
    });
  });
}

function decodeAll(open: OpenBackend, found: Found, storage: Storage): Awaitable<Looked> {
  const { records, complete, epoch } = found;
  const { serializer } = open;
  if (records.length === 0)
    return complete && epoch === undefined ? NOTHING : { ...NOTHING, complete, epoch };
  const decoded = records.map((record) => decode(open, record, storage));
  // The cast: `some(isPromise)` has sorted out which of the two it is, which TypeScript does not follow.
  const entries = (decoded.some(isPromise) ? Promise.all(decoded) : decoded) as Awaitable<
    readonly (Entry | undefined)[]
  >;
  return andThen(entries, (list) => ({
    entries: list.filter((entry) => entry !== undefined),
    complete,
    epoch,
    bodyRefs: refsOf(records, list, serializer === undefined),
    failed: false,
  }));
}

/** Where bodies stand is the entries' to say: what a backend keeps of it beside them may be lost. */
function refsOf(
  records: readonly FoundRecord[],
  entries: readonly (Entry | undefined)[],
  areKeptAsEntries: boolean,
): Looked["bodyRefs"] {
  let refs: Map<Entry, BodyRef> | undefined;
  for (const [i, entry] of entries.entries()) {
    // The body of an entry with a class of its own may be a copy, made for whoever looks at it: there, the record says whether to look.
    if (entry === undefined || (areKeptAsEntries && records[i]?.body === undefined && !isPlain(entry)))
      continue;
    const { body } = entry;
    if (!isBodyRef(body)) continue;
    refs ??= new Map();
    refs.set(entry, body);
  }
  return refs;
}

function isPlain(entry: Entry): boolean {
  return Object.getPrototypeOf(entry) === Object.prototype;
}

function decode(
  { serializer }: OpenBackend,
  record: FoundRecord,
  storage: Storage,
): Awaitable<Entry | undefined> {
  const unreadable = (fault: RecordFault): undefined => {
    storage.unreadable(record, fault);
    return undefined;
  };
  // The cast: a backend of form `entry` holds what it was given.
  if (serializer === undefined) return record.value as Entry;
  if (record.serializerId !== serializer.id) return unreadable("foreign");
  return andThen(decodeValue(serializer, record.value, record), (result) =>
    "entry" in result ? result.entry : unreadable(result.fault),
  );
}

/** Decodes a value; what a faulty serializer throws is a corrupt record. */
export function decodeValue(
  serializer: Serializer,
  value: RecordValue,
  at: Address,
): Awaitable<{ readonly entry: Entry } | { readonly fault: RecordFault }> {
  try {
    // The cast: form and serializer were matched when the backend was opened.
    const result = serializer.decode(value as RecordDocument | Uint8Array, at);
    return isPromise(result) ? result.catch(() => ({ fault: "corrupt" as const })) : result;
  } catch {
    // The contract forbids it, but a stranger's serializer must not cost the request.
    return { fault: "corrupt" };
  }
}
