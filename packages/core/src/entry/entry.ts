import type { Bytes, HeaderList, Instant } from "../http/messages.ts";

/** Names a body kept outside its record. It belongs to the record whose head names it; without one it is swept. */
export interface BodyRef {
  readonly id: string;
  readonly target: string;
  /** Length in bytes. */
  readonly bytes: number;
  /** What the engine verifies on the way out. */
  readonly checksum: string;
}

/**
 * Which stored answers a request means.
 *
 * `target`: the resource (normalised target URI), what an unsafe request invalidates. `selector`: which request to it (method group,
 * profile, partition, body digest, matched headers), without spaces. All well formed and non-empty; target ≤ 1,500 bytes,
 * selector + variant ≤ 900: core digests what is longer.
 */
export interface Lookup {
  readonly target: string;
  readonly selector: string;
}

/** `variant`: the answer among those that Vary; `'-'` when it does not. A user's "key" is `${selector} ${target}`: `GET https://example.com/`. */
export interface Address extends Lookup {
  readonly variant: string;
}

/** Until when an entry may be used for what. Made once, when the answer is stored; settings that act at read are added at read. */
export interface Lifetimes {
  /** Before this instant the clock has gone back, and the entry is asked about. */
  readonly usableFromMs: Instant;
  readonly freshUntilMs: Instant;
  /** A plain request may use it without a question: the short test of a hit. ≤ freshUntilMs. */
  readonly freeUntilMs: Instant;
  readonly whileRevalidateUntilMs: Instant;
  readonly ifErrorUntilMs: Instant;
  /** From here on it may be removed. */
  readonly removeAtMs: Instant;
}

/** Why staleness is forbidden, where it is (RFC 9111 §4.2.4). */
export type StaleBan = "no-cache" | "must-revalidate" | "proxy-revalidate" | "s-maxage";

/**
 * One stored answer. Frozen; a change makes another entry with another revision.
 *
 * Fields may be getters that read on first use (a decoded frame), so a spread loses them: change an entry, and its `response`, field by
 * field, as `revisedEntry` does.
 */
export interface Entry {
  readonly address: Address;
  readonly revision: string;
  /** As requested, without fragment, secrets redacted. */
  readonly url: string;
  /** Where the answer came from, secrets sealed: only where its transport had followed redirects without showing them. */
  readonly finalUrl?: string;
  readonly request: { readonly method: string; readonly varied: HeaderList };
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly headers: HeaderList;
    readonly coding: "decoded" | "wire";
  };
  readonly body: Bytes | string | BodyRef | null;
  readonly part?: { readonly start: number; readonly end: number; readonly total?: number };
  readonly lifetimes: Lifetimes;
  readonly staleBan?: StaleBan;
  /** The age it had when it was received (RFC 9111 §4.2.3, corrected_initial_age), in milliseconds. */
  readonly baseAgeMs: number;
  /** When the exchange that stored or last confirmed it ended. */
  readonly receivedAtMs: Instant;
  /** When it was first stored; a 304 does not change it. */
  readonly createdAtMs: Instant;
  /** Names the answer varies on, in lower case, sorted. */
  readonly vary: readonly string[];
  readonly etag?: string;
  readonly lastModified?: string;
  readonly tags: readonly string[];
}

/** Whether a body stands outside its record. */
export function isBodyRef(body: Entry["body"]): body is BodyRef {
  return body !== null && typeof body === "object" && "checksum" in body;
}
