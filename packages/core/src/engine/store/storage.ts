import type { OpenBackend } from "../../backends/with-serializer.ts";
import type { Backend, Found, FoundRecord, Precondition, RecordValue } from "../../contracts/backend.ts";
import type { RecordDocument, RecordFault, Serializer } from "../../contracts/serializer.ts";
import type { Address, Entry, Lookup } from "../../entry/entry.ts";
import { bodyRefOf, entryBytes } from "../../entry/own-entry.ts";
import { recordHead } from "../../entry/record-head.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import type { Awaitable } from "../../http/messages.ts";
import { keyText } from "../../key/lookup-of.ts";
import { andThen, isPromise, quietly } from "../../platform/concurrency/awaitable.ts";
import type { EventHub } from "../../platform/events/event-hub.ts";
import { boundedMap } from "../../platform/maps/bounded-map.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import { bodyRefsOf } from "./body-refs.ts";
import type { BackendGuard } from "./guard-backend.ts";
import { keptPromise } from "./kept-promises.ts";
import { type Looked, NOTHING, UNKNOWN } from "./looked.ts";
import { pendingRemovals } from "./pending-removals.ts";
import { pendingWrites } from "./pending-writes.ts";
import { removeOrigin } from "./remove-origin.ts";
import { removeTagged } from "./remove-tagged.ts";

/** A record as it was seen: another one at its address is not meant. */
type Revision = Address & { readonly revision: string };

/** Entries in and out of a guarded backend. Nothing here rejects, but for what the guard lets through. */
export interface Storage {
  /** Synchronous where backend and serializer are. What cannot be read is reported, and removed where it is corrupt. */
  find(at: Lookup, prefer?: string): Awaitable<Looked>;
  /**
   * Found by look-ups from the call on. `overtaken`: what was seen no longer holds.
   *
   * @param outdated what it replaces at other addresses: not found from the call on, and removed once it is stored
   */
  put(entry: Entry, seen: Precondition | undefined, outdated?: readonly Revision[]): Awaitable<WriteResult>;
  remove(which: readonly (Address & { readonly revision?: string })[]): Awaitable<number>;
  /** What is on its way is found no more: the store is being emptied. */
  forgetPending(): void;
  /** Settles when everything that was put or removed so far has been, or was refused. */
  settled(): Promise<void>;
  /** Tells of a record that cannot be read, and removes it where it is corrupt. */
  unreadable(at: Revision, fault: RecordFault): void;
  /** Removes a record that is of no use, which has been told. What is looked up or stored under its key waits for that. */
  discard(at: Revision): void;
  /** Removes every entry with the tag, in slices. */
  removeTagged(tag: string): Awaitable<number>;
  /** Removes every entry of the URL's origin. */
  removeOrigin(url: string): Awaitable<number>;
  /** undefined: the backend failed, and may still hold what should be gone. */
  invalidate(target: string): Awaitable<number | undefined>;
}

const REMEMBERED_FAULTS = 1_000;
/** So much may wait to be written. Beyond it the backend does not keep up, and answers pass unkept rather than fill the memory. */
const MOST_WAITING_BYTES = 67_108_864;
/** What an entry takes beside its body, about. */
const ENTRY_BYTES = 2_048;

export function guardedStorage(guard: BackendGuard, events: EventHub): Storage {
  return new GuardedStorage(guard, events);
}

class GuardedStorage implements Storage {
  readonly #guard: BackendGuard;
  readonly #events: EventHub;
  readonly #told = boundedMap<string, true>(REMEMBERED_FAULTS);
  readonly #removals = pendingRemovals();
  readonly #writes = pendingWrites();
  #waitingBytes = 0;

  constructor(guard: BackendGuard, events: EventHub) {
    this.#guard = guard;
    this.#events = events;
  }

  find(at: Lookup, prefer?: string): Awaitable<Looked> {
    if (this.#writes.isEmpty() || !this.#writes.has(at)) return this.#findStored(at, prefer);
    const pending = prefer === undefined ? undefined : this.#writes.find(at, prefer);
    return pending ?? andThen(this.#findStored(at), this.#writes.over(at));
  }

  #findStored(at: Lookup, prefer?: string): Awaitable<Looked> {
    if (this.#removals.isEmpty()) return this.#findNow(at, prefer);
    return this.#removals.after(at, () => this.#findNow(at, prefer));
  }

  #findNow(at: Lookup, prefer: string | undefined): Awaitable<Looked> {
    return this.#guard.call("find", (open) => find(open, this, at, prefer), UNKNOWN);
  }

  put(
    entry: Entry,
    seen: Precondition | undefined,
    outdated: readonly Revision[] = [],
  ): Awaitable<WriteResult> {
    if (this.#waitingBytes > MOST_WAITING_BYTES) {
      this.#events.emit({ kind: "backend-failed", operation: "put", error: overloaded() });
      return "backend-failed";
    }
    const write = (): Awaitable<WriteResult> =>
      this.#guard.callInLine<WriteResult>("put", (open) => put(open, entry, seen), "backend-failed");
    const replace = (result: WriteResult): WriteResult => {
      if (result === "stored") quietly(() => this.#removals.add(entry.address, this.#removeNow(outdated)));
      return result;
    };
    const ordered = this.#inOrder([entry.address], write);
    const writing = outdated.length === 0 ? ordered : andThen(ordered, replace);
    if (isPromise(writing)) this.#isPending(entry, outdated, writing);
    return writing;
  }

  #isPending(entry: Entry, outdated: readonly Revision[], writing: Promise<WriteResult>): void {
    const bytes = ENTRY_BYTES + (bodyRefOf(entry) === undefined ? entryBytes(entry) : 0);
    this.#waitingBytes += bytes;
    const revisions = new Set(outdated.map(({ revision }) => revision));
    this.#writes.add(entry, revisions, writing, () => {
      this.#waitingBytes -= bytes;
    });
  }

  remove(which: readonly (Address & { readonly revision?: string })[]): Awaitable<number> {
    if (which.length === 0) return 0;
    this.#writes.forget((entry) => which.some((each) => isMeant(entry, each)));
    return this.#inOrder(which, () => this.#removeNow(which));
  }

  #removeNow(which: readonly (Address & { readonly revision?: string })[]): Awaitable<number> {
    return this.#guard.callInLine("remove", (open) => remove(open, which), 0);
  }

  /** Not every store does what it is told in the order in which it was told. Each waits only for what came before it, so none for ever. */
  #inOrder<T>(which: readonly Lookup[], work: () => Awaitable<T>): Awaitable<T> {
    if (this.#writes.isEmpty() && this.#removals.isEmpty()) return work();
    const before = which.flatMap((at) => [...this.#writes.under(at), ...this.#removals.under(at)]);
    return before.length === 0 ? work() : Promise.all(before).then(work);
  }

  unreadable({ target, selector, variant, revision }: Revision, fault: RecordFault): void {
    // Once a record: one that is left alone is found again and again.
    if (this.#told.get(revision) === undefined)
      this.#events.emit({ kind: "record-unreadable", key: keyText({ target, selector }), fault });
    this.#told.set(revision, true);
    if (fault === "corrupt") this.discard({ target, selector, variant, revision });
  }

  discard({ target, selector, variant, revision }: Revision): void {
    const record = { target, selector, variant, revision };
    quietly(() => this.#removals.add(record, this.remove([record])));
  }

  removeTagged(tag: string): Awaitable<number> {
    this.#writes.forget(({ tags }) => tags.includes(tag));
    const remove = (): Awaitable<number> =>
      this.#guard.call("removeWhere", ({ backend }) => removeTagged(backend, tag), 0);
    return this.#writes.isEmpty() ? remove() : this.#writes.settled().then(remove);
  }

  removeOrigin(url: string): Awaitable<number> {
    const remove = (): Awaitable<number> =>
      this.#guard.call("remove", ({ backend }) => removeOrigin(backend, url), 0);
    return this.#writes.isEmpty() ? remove() : this.#writes.settled().then(remove);
  }

  invalidate(target: string): Awaitable<number | undefined> {
    this.#writes.forget(({ address }) => address.target === target);
    return this.#guard.call<number | undefined>("invalidate", (open) => invalidate(open, target), undefined);
  }

  forgetPending(): void {
    this.#writes.forget(() => true);
  }

  async settled(): Promise<void> {
    while (!this.#writes.isEmpty() || !this.#removals.isEmpty())
      await Promise.all([this.#writes.settled(), this.#removals.settled()]);
  }
}

function isMeant(
  { address, revision }: Entry,
  { target, selector, variant, revision: meant }: Address & { readonly revision?: string },
): boolean {
  const isThere = address.target === target && address.selector === selector && address.variant === variant;
  return isThere && (meant === undefined || meant === revision);
}

function overloaded(): RcacheError {
  return new RcacheError(
    "RCACHE_BACKEND_OVERLOADED",
    `put: more than ${MOST_WAITING_BYTES / 1_048_576} MiB of responses are waiting to be written`,
    { remedy: "Send fewer requests at once, or use a backend that writes faster." },
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
  const found = open.backend.find(at, prefer);
  if (!isPromise(found)) return decodeFound(open, found, at, storage);
  return found.then((there) => decodeFound(open, there, at, storage));
}

/** The entries of what a backend has found, if that is what the contract says. */
function decodeFound(open: OpenBackend, given: Found, at: Lookup, storage: Storage): Awaitable<Looked> {
  const found = keptPromise.found(given, at, open.backend);
  const [only] = found.records;
  if (only === undefined || found.records.length > 1) return decodeAll(open, found, storage);
  const entry = decode(open, only, storage);
  if (!isPromise(entry)) return lookedOf(found, [entry], open);
  return entry.then((later) => lookedOf(found, [later], open));
}

function lookedOf(
  { records, complete, epoch }: Found,
  entries: readonly (Entry | undefined)[],
  { serializer }: OpenBackend,
): Looked {
  const bodyRefs = bodyRefsOf(records, entries, serializer);
  const readable = entries.every(isReadable) ? entries : entries.filter(isReadable);
  return { entries: readable, complete, epoch, bodyRefs, failed: false };
}

const isReadable = (entry: Entry | undefined): entry is Entry => entry !== undefined;

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
    const head = recordHead(entry, serializer?.id ?? "entry", entryBytes(entry));
    return andThen(backend.put({ head, value }, seen), (given) => {
      const result = keptPromise.written(given, backend);
      return result === "conflict" ? "overtaken" : result;
    });
  });
}

function decodeAll(open: OpenBackend, found: Found, storage: Storage): Awaitable<Looked> {
  const { records, complete, epoch } = found;
  if (records.length === 0)
    return complete && epoch === undefined ? NOTHING : { ...NOTHING, complete, epoch };
  const decoded = records.map((record) => decode(open, record, storage));
  // The cast: `some(isPromise)` has sorted out which of the two it is, which TypeScript does not follow.
  const entries = (decoded.some(isPromise) ? Promise.all(decoded) : decoded) as Awaitable<
    readonly (Entry | undefined)[]
  >;
  return andThen(entries, (list) => lookedOf(found, list, open));
}

function decode(
  { serializer }: OpenBackend,
  record: FoundRecord,
  storage: Storage,
): Awaitable<Entry | undefined> {
  // The cast: a backend of value kind `entry` holds what it was given.
  if (serializer === undefined) return record.value as Entry;
  const known = record.serializerId === serializer.id ? record.decoded?.get(serializer) : undefined;
  return known ?? decodeRecord(serializer, record, storage);
}

function decodeRecord(
  serializer: Serializer,
  record: FoundRecord,
  storage: Storage,
): Awaitable<Entry | undefined> {
  const unreadable = (fault: RecordFault): undefined => {
    storage.unreadable(record, fault);
    return undefined;
  };
  if (record.serializerId !== serializer.id) return unreadable("foreign");
  return andThen(decodeValue(serializer, record.value, record), (result) => {
    if ("fault" in result) return unreadable(result.fault);
    record.decoded?.set(serializer, result.entry);
    return result.entry;
  });
}

/** Decodes a value; what a faulty serializer throws is a corrupt record. */
export function decodeValue(
  serializer: Serializer,
  value: RecordValue,
  at: Address,
): Awaitable<{ readonly entry: Entry } | { readonly fault: RecordFault }> {
  try {
    // The cast: value kind and serializer were matched when the backend was opened.
    const result = serializer.decode(value as RecordDocument | Uint8Array, at);
    return isPromise(result) ? result.catch(() => ({ fault: "corrupt" as const })) : result;
  } catch {
    // The contract forbids it, but a stranger's serializer must not cost the request.
    return { fault: "corrupt" };
  }
}
