import type { Instant } from "@rcache/core/backend";
import type { Connection } from "./connection.ts";

const MOST = 16_384;
/** Each costs some 15 µs; more together would be felt. */
const SAVED_AT_ONCE = 64;

/**
 * When records were used, by their ids, as far as it is not written down: a hit writes nothing.
 *
 * A moment is a thousandth of a millisecond since the epoch, and no two of one process are equal.
 */
export class Recency {
  readonly #nowMs: () => Instant;
  readonly #used = new Map<number, number>();
  #last = 0;

  constructor(nowMs: () => Instant) {
    this.#nowMs = nowMs;
  }

  moment(): number {
    this.#last = Math.max(this.#last + 1, Math.floor(this.#nowMs() * 1000));
    return this.#last;
  }

  use(id: number): void {
    this.#used.delete(id);
    this.#used.set(id, this.moment());
    if (this.#used.size <= MOST) return;
    for (const oldest of this.#used.keys()) {
      this.#used.delete(oldest);
      return;
    }
  }

  /** The last use of a record, which is forgotten: the caller writes it down or removes the record. */
  take(id: number): number | undefined {
    const used = this.#used.get(id);
    this.#used.delete(id);
    return used;
  }

  /** Writes the oldest uses down, with the transaction that is under way. */
  save(connection: Connection): void {
    let left = SAVED_AT_ONCE;
    for (const [id, used] of this.#used) {
      if (left === 0) return;
      left -= 1;
      connection.sql.use.run(used, id);
      this.#used.delete(id);
    }
  }
}
