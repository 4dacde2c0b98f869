import type { Bytes, HeaderList, Instant } from "../http/messages.ts";

/** Names a body outside its record. It belongs to the record whose head names it. Without such a record, it is swept. */
export interface BodyRef {
  readonly id: string;
  readonly target: string;
  /** Length in bytes. */
  readonly bytes: number;
  /** What the cache verifies when it reads the body. */
  readonly checksum: string;
}

/**
 * Which stored responses a request means.
 *
 * `target` is the resource (the normalised target URI), which an unsafe request invalidates. `selector` is which request to it: method
 * group, profile, partition, body digest, matched headers; it contains no spaces. Both are well formed and not empty. `target` has at most
 * 1,500 bytes, selector and variant together at most 900: the cache uses a digest of what is longer.
 */
export interface Lookup {
  readonly target: string;
  readonly selector: string;
}

/**
 * Where an entry is stored. `variant` is the response among those that `Vary`, `'-'` if it does not. The key that users see is `${selector}
 * ${target}`, for example `GET https://example.com/`.
 */
export interface Address extends Lookup {
  readonly variant: string;
}

/**
 * Until when an entry may be used for what. The values are computed once, when the response is stored; settings that apply when reading are
 * added then.
 */
export interface Lifetimes {
  /** If the time is before this instant, the clock was set back, and the origin is asked. */
  readonly usableFromMs: Instant;
  readonly freshUntilMs: Instant;
  /** Until then a plain request may use the entry without further checks. At most `freshUntilMs`. */
  readonly freeUntilMs: Instant;
  readonly whileRevalidateUntilMs: Instant;
  readonly ifErrorUntilMs: Instant;
  /** From this instant on, it may be removed. */
  readonly removeAtMs: Instant;
}

/** What forbids serving the entry stale (RFC 9111 §4.2.4). */
export type StaleBan = "no-cache" | "must-revalidate" | "proxy-revalidate" | "s-maxage";

/**
 * A stored response. It is frozen; a change makes another entry with another revision.
 *
 * Its fields may be getters that are evaluated on first use, so a copy made with `...` loses them. To change an entry or its `response`,
 * copy field by field, as `revisedEntry` does.
 */
export interface Entry {
  readonly address: Address;
  readonly revision: string;
  /** The requested URL, without fragment, with secrets redacted. */
  readonly url: string;
  /** Where the response came from, with secrets sealed. Only present if the transport followed redirects without showing them. */
  readonly finalUrl?: string;
  readonly request: { readonly method: string; readonly varied: HeaderList };
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly headers: HeaderList;
    readonly coding: "decoded" | "wire";
  };
  readonly body: Bytes | string | BodyRef | null;
  /**
   * How many bytes each chunk of the body had, if it arrived as a stream of unknown length. A reader gets the same chunks. Two to 4,096
   * lengths, which add up to the length of the body.
   */
  readonly chunkBytes?: readonly number[];
  readonly part?: { readonly start: number; readonly end: number; readonly total?: number };
  readonly lifetimes: Lifetimes;
  readonly staleBan?: StaleBan;
  /** The age of the response when it was received (RFC 9111 §4.2.3, corrected_initial_age), in milliseconds. */
  readonly baseAgeMs: number;
  /** When the exchange that stored or last confirmed it ended. */
  readonly receivedAtMs: Instant;
  /** When it was first stored. A 304 does not change it. */
  readonly createdAtMs: Instant;
  /** The names of the headers that the response varies on, in lower case, sorted. */
  readonly vary: readonly string[];
  readonly etag?: string;
  readonly lastModified?: string;
  readonly tags: readonly string[];
}

/** Whether a body stands outside its record. */
export function isBodyRef(body: Entry["body"]): body is BodyRef {
  return body !== null && typeof body === "object" && "checksum" in body;
}
