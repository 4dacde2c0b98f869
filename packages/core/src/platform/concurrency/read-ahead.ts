/** How far the engine reads ahead of those who read what it hands out, in bytes. */
export interface ReadAheadLimits {
  /** In one body. */
  readonly eachBytes: number;
  /** In all bodies of all caches of this process. */
  readonly totalBytes: number;
}

let totalBytes = 0;
/** Those whom only what was read ahead elsewhere in the process holds up. */
let waiting: (() => void)[] = [];

/** What of one body was read ahead of its reader. */
export class ReadAhead {
  readonly #limits: ReadAheadLimits;
  #bytes = 0;
  /** Those whom this body's own limit holds up. */
  #waiting: (() => void)[] | undefined;

  constructor(limits: ReadAheadLimits) {
    this.#limits = limits;
  }

  /** So much more is ahead. */
  take(bytes: number): void {
    this.#bytes += bytes;
    totalBytes += bytes;
  }

  /** So much of it has been read, or will never be. */
  give(bytes: number): void {
    this.#bytes -= bytes;
    totalBytes -= bytes;
    if (this.#waiting === undefined && waiting.length === 0) return;
    const woken = [...(this.#waiting ?? []), ...waiting];
    this.#waiting = undefined;
    waiting = [];
    for (const resolve of woken) resolve();
  }

  giveAll(): void {
    this.give(this.#bytes);
  }

  /** Nothing more may be read before something is given back. What has nothing ahead is never full: its reader would wait in vain. */
  isFull(): boolean {
    const { eachBytes, totalBytes: mostBytes } = this.#limits;
    return this.#bytes > 0 && (this.#bytes > eachBytes || totalBytes > mostBytes);
  }

  /** Settles once room may be there again, here or in the process. */
  room(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#bytes <= this.#limits.eachBytes) waiting.push(resolve);
      else if (this.#waiting === undefined) this.#waiting = [resolve];
      else this.#waiting.push(resolve);
    });
  }
}
