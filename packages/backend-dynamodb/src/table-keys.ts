import type { Address, Lookup } from "@rcache/core/backend";

/** Both key attributes of an item, as texts. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The variant of an answer that does not vary. */
export const NO_VARIANT = "-";

const RECORD = "record ";
const CHUNK_DIGITS = 8;

/**
 * Names the items of one cache. Every partition begins with the cache's name, in which `encodeURIComponent` leaves neither `#` nor `$`: names
 * that begin alike are never taken for one another, also in one table. A selector has no spaces (`Lookup`), so that the first one ends it.
 */
export class TableKeys {
  readonly #name: string;

  constructor(cacheName: string) {
    this.#name = encodeURIComponent(cacheName);
  }

  /** What the partitions of targets begin with, and no other cache's. */
  get targets(): string {
    return `${this.#name}#`;
  }

  /** What the partitions of bodies and leases begin with, and no other cache's. */
  get others(): string {
    return `${this.#name}$`;
  }

  /** What is known of a target as a whole: its epoch, and whether its answers vary. */
  target(target: string): ItemKey {
    return { pk: this.targets + target, sk: "target" };
  }

  record({ target, selector, variant }: Address): ItemKey {
    return { pk: this.targets + target, sk: `${RECORD}${selector} ${variant}` };
  }

  /** The partition, and what the sort keys of the records begin with: of one selector, or of all. */
  records(at: Lookup | { readonly target: string }): ItemKey {
    return { pk: this.targets + at.target, sk: "selector" in at ? `${RECORD}${at.selector} ` : RECORD };
  }

  address({ pk, sk }: ItemKey): Address {
    const end = sk.indexOf(" ", RECORD.length);
    return {
      target: pk.slice(this.targets.length),
      selector: sk.slice(RECORD.length, end),
      variant: sk.slice(end + 1),
    };
  }

  body(id: string): ItemKey {
    return { pk: `${this.others}body ${id}`, sk: "body" };
  }

  chunk(id: string, index: number): ItemKey {
    return { pk: `${this.others}body ${id}`, sk: `chunk ${String(index).padStart(CHUNK_DIGITS, "0")}` };
  }

  lease(digest: string): ItemKey {
    return { pk: `${this.others}lease ${digest}`, sk: "lease" };
  }
}
