/**
 * Which targets were invalidated how often, without end and without growing: the oldest half is forgotten where there are too many, and then
 * every target that is not remembered gets a new epoch. A writer in flight may thereby be refused once more than needed, never once less.
 */
export class Epochs {
  readonly #most: number;
  readonly #bumped = new Map<string, string>();
  #last = 0;
  #base = "0";

  constructor(most = 16_384) {
    this.#most = most;
  }

  /** The epoch of every target that is not remembered; by its identity a cached answer knows that it is still right. */
  get base(): string {
    return this.#base;
  }

  of(target: string): string {
    return this.#bumped.size === 0 ? this.#base : (this.#bumped.get(target) ?? this.#base);
  }

  bump(target: string): void {
    this.#last += 1;
    // Deleted first: the Map's order is then the order of the bumps.
    this.#bumped.delete(target);
    this.#bumped.set(target, String(this.#last));
    if (this.#bumped.size <= this.#most) return;
    let surplus = this.#most / 2;
    for (const oldest of this.#bumped.keys()) {
      if (surplus <= 0) break;
      surplus -= 1;
      this.#bumped.delete(oldest);
    }
    this.#newBase();
  }

  bumpAll(): void {
    this.#bumped.clear();
    this.#newBase();
  }

  #newBase(): void {
    this.#last += 1;
    this.#base = String(this.#last);
  }
}
