import type { RecordHead } from "../contracts/backend.ts";
import type { Bytes, HeaderList, Instant } from "../http/messages.ts";
import { type Address, type BodyRef, type Entry, isBodyRef, type Lifetimes } from "./entry.ts";
import { bodyBytes } from "./entry-body.ts";

type Members = Omit<Entry, "body">;
/** While they are being copied. */
type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** One for all: an entry has several, and there are very many entries. */
const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([]);

/** Of the integers that engines keep without memory of their own. */
const LARGEST_SMALL = 2 ** 31 - 1;

/** An entry whose bytes nobody can reach: `body` gives a fresh copy at every look. The property is the object's own, so that `{ ...entry }` has it too. */
class BytesEntry {
  readonly #bytes: Bytes;
  /** Between these seconds it is known to be free. Small numbers stand in the object itself; its instants lie about in memory. */
  #freeFromS = 0;
  #freeUntilS = 0;

  constructor(entry: Entry, bytes: Bytes) {
    this.#bytes = bytes;
    // The cast: the members become those of this object.
    takeMembers(this as unknown as Changeable<Members>, entry);
    Object.defineProperty(this, "body", COPY_OF_BYTES);
    Object.freeze(this);
  }

  static is(x: object): x is BytesEntry {
    return #bytes in x;
  }

  static isKnownFree(entry: BytesEntry, nowMs: Instant): boolean {
    const nowS = nowMs / 1_000;
    return nowS < entry.#freeUntilS && nowS >= entry.#freeFromS;
  }

  static knowFree(entry: BytesEntry, { usableFromMs, freeUntilMs }: Lifetimes): void {
    entry.#freeFromS = Math.ceil(usableFromMs / 1_000);
    entry.#freeUntilS = Math.min(Math.floor(freeUntilMs / 1_000), LARGEST_SMALL);
  }

  static lengthOf(entry: BytesEntry): number {
    return entry.#bytes.length;
  }

  static textOf(entry: BytesEntry): string {
    return decoded(entry.#bytes);
  }

  static copyOf(entry: BytesEntry): Bytes {
    return new Uint8Array(entry.#bytes);
  }
}

const COPY_OF_BYTES: PropertyDescriptor & ThisType<BytesEntry> = {
  enumerable: true,
  get() {
    return BytesEntry.copyOf(this);
  },
};

function bytesEntry(entry: Entry, bytes: Bytes): Entry {
  // The cast: the members are assigned by the constructor, and `body` is defined there, as an accessor.
  return new BytesEntry(entry, bytes) as unknown as Entry;
}

/**
 * The same entry with these bytes as its body, frozen, and copied no more by whoever keeps entries of its own.
 *
 * @param bytes nobody else has, nor will have
 */
export function adoptedEntry(entry: Entry, bytes: Bytes): Entry {
  return bytesEntry(entry, bytes);
}

/** Whether each look at the body is a copy of its own: nobody can reach the bytes. */
export function givesCopies(entry: object): boolean {
  return BytesEntry.is(entry);
}

/**
 * Whether {@link knowFree} was told of the entry, and now is between its lifetimes' instants, give or take a second. Looks at nothing but the entry: of
 * very many, each further object costs a hit as much as all that the short test computes.
 */
export function isKnownFree(entry: Entry, nowMs: Instant): boolean {
  return BytesEntry.is(entry) && BytesEntry.isKnownFree(entry, nowMs);
}

/** Nothing but the time decides whether the entry passes the short test. */
export function knowFree(entry: Entry): void {
  if (BytesEntry.is(entry)) BytesEntry.knowFree(entry, entry.lifetimes);
}

/** Where the body is, if it stands outside the record. */
export function bodyRefOf(entry: Entry): BodyRef | undefined {
  if (BytesEntry.is(entry)) return undefined;
  const { body } = entry;
  return isBodyRef(body) ? body : undefined;
}

/** The length of the body, without a look at it where that would copy it. */
export function entryBytes(entry: Entry): number {
  return BytesEntry.is(entry) ? BytesEntry.lengthOf(entry) : bodyBytes(entry.body);
}

/** The body as UTF-8 text, of which nobody needs a copy; undefined where it is no bytes in the record. */
export function entryText(entry: Entry): string | undefined {
  if (BytesEntry.is(entry)) return BytesEntry.textOf(entry);
  const { body } = entry;
  return body instanceof Uint8Array ? decoded(body) : undefined;
}

// By its constructor: where no DOM is declared, the name alone is no type.
let decoder: InstanceType<typeof TextDecoder> | undefined;

function decoded(bytes: Bytes): string {
  decoder ??= new TextDecoder();
  return decoder.decode(bytes);
}

/** The same entry, frozen to its last pair, and owning nothing that the caller could change. Frozen lists are shared, bytes are copied once. */
export function ownEntry(entry: Entry): Entry {
  if (BytesEntry.is(entry)) return entry;
  const { body } = entry;
  if (body instanceof Uint8Array) return bytesEntry(entry, new Uint8Array(body));
  const own = {} as Changeable<Entry>; // the cast: the members follow
  takeMembers(own, entry);
  own.body = typeof body === "object" && body !== null ? ownObject(body) : body;
  return Object.freeze(own);
}

/** Read one by one: what a decoder made may have them on its prototype, where a spread does not see them. Assigned one by one: spreads cost most of a copy. */
function takeMembers(own: Changeable<Members>, entry: Entry): void {
  const { request, response, part, staleBan, etag, lastModified, finalUrl, chunkBytes } = entry;
  const { status, statusText, headers, coding } = response;
  own.address = ownAddress(entry.address);
  own.revision = entry.revision;
  own.url = entry.url;
  own.request = Object.freeze({ method: request.method, varied: ownHeaders(request.varied) });
  own.response = Object.freeze({ status, statusText, headers: ownHeaders(headers), coding });
  own.lifetimes = ownLifetimes(entry.lifetimes);
  own.baseAgeMs = entry.baseAgeMs;
  own.receivedAtMs = entry.receivedAtMs;
  own.createdAtMs = entry.createdAtMs;
  own.vary = ownList(entry.vary);
  own.tags = ownList(entry.tags);
  if (chunkBytes !== undefined) own.chunkBytes = ownList(chunkBytes);
  if (part !== undefined) own.part = ownObject(part);
  if (staleBan !== undefined) own.staleBan = staleBan;
  if (etag !== undefined) own.etag = etag;
  if (lastModified !== undefined) own.lastModified = lastModified;
  if (finalUrl !== undefined) own.finalUrl = finalUrl;
}

/** A frozen copy of a head. */
export function ownHead(head: RecordHead): RecordHead {
  const tags = ownList(head.tags);
  return Object.freeze({ ...head, tags, ...(head.body === undefined ? {} : { body: ownObject(head.body) }) });
}

function ownAddress({ target, selector, variant }: Address): Address {
  return Object.freeze({ target, selector, variant });
}

function ownLifetimes(lifetimes: Lifetimes): Lifetimes {
  const { usableFromMs, freshUntilMs, freeUntilMs, whileRevalidateUntilMs, ifErrorUntilMs, removeAtMs } =
    lifetimes;
  return Object.freeze({
    usableFromMs,
    freshUntilMs,
    freeUntilMs,
    whileRevalidateUntilMs,
    ifErrorUntilMs,
    removeAtMs,
  });
}

function ownObject<T extends object>(value: T): T {
  return Object.isFrozen(value) ? value : Object.freeze({ ...value });
}

function ownList<T extends string | number>(list: readonly T[]): readonly T[] {
  if (list.length === 0) return NONE;
  return Object.isFrozen(list) ? list : Object.freeze([...list]);
}

function ownHeaders(headers: HeaderList): HeaderList {
  if (headers.length === 0) return NONE;
  if (Object.isFrozen(headers) && headers.every((pair) => Object.isFrozen(pair))) return headers;
  return Object.freeze(headers.map((line) => Object.freeze([line[0], line[1]] as const)));
}
