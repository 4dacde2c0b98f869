/** A Map that needs no table of its own for its first member: nearly every target has one selector, and every selector one variant. */
export class FewMap<V> {
  #key: string | undefined;
  #value: V | undefined;
  #more: Map<string, V> | undefined;

  get(key: string): V | undefined {
    if (this.#more !== undefined) return this.#more.get(key);
    return this.#key === key ? this.#value : undefined;
  }

  set(key: string, value: V): void {
    if (this.#more === undefined && (this.#key === undefined || this.#key === key)) {
      this.#key = key;
      this.#value = value;
      return;
    }
    if (this.#more === undefined) {
      this.#more = new Map();
      if (this.#key !== undefined && this.#value !== undefined) this.#more.set(this.#key, this.#value);
      this.#key = undefined;
      this.#value = undefined;
    }
    this.#more.set(key, value);
  }

  delete(key: string): void {
    if (this.#more !== undefined) this.#more.delete(key);
    else if (this.#key === key) {
      this.#key = undefined;
      this.#value = undefined;
    }
  }

  get size(): number {
    return this.#more === undefined ? Number(this.#key !== undefined) : this.#more.size;
  }

  /** A copy: the map may change while it is walked. */
  values(): readonly V[] {
    if (this.#more !== undefined) return [...this.#more.values()];
    return this.#value === undefined ? [] : [this.#value];
  }
}
