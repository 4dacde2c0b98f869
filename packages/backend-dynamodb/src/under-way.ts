/** What was begun and is not over yet. */
export class UnderWay {
  readonly #all = new Set<Promise<unknown>>();

  /** The same promise, waited for by `settled`. */
  add<T>(work: Promise<T>): Promise<T> {
    const over: Promise<void> = work.then(
      () => void this.#all.delete(over),
      () => void this.#all.delete(over),
    );
    this.#all.add(over);
    return work;
  }

  /** Settles when all that was added until then is over; failures are the callers' to hear. */
  async settled(): Promise<void> {
    await Promise.all(this.#all);
  }
}
