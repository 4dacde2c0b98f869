/** A map that forgets what was put in first once it is full. */
export interface BoundedMap<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  clear(): void;
  readonly size: number;
}

/** @param onForget is told what is forgotten for want of room */
export function boundedMap<K, V>(limit: number, onForget?: (key: K, value: V) => void): BoundedMap<K, V> {
  const map = new Map<K, V>();
  return {
    get: (key) => map.get(key),
    set(key, value) {
      map.delete(key);
      map.set(key, value);
      if (map.size <= limit) return;
      for (const [oldest, forgotten] of map) {
        map.delete(oldest);
        onForget?.(oldest, forgotten);
        break;
      }
    },
    delete: (key) => void map.delete(key),
    clear: () => map.clear(),
    get size() {
      return map.size;
    },
  };
}
