/**
 * A map that keeps what was used lately: at least the last `limit` keys that were got or set, at most twice as many.
 *
 * Two generations instead of an order of use: nothing is deleted one by one, which a `Map` answers with rebuilding its table over and over,
 * and a key that is asked for again costs no write.
 */
export interface RecentMap<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  clear(): void;
}

export function recentMap<K, V>(limit: number): RecentMap<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  const set = (key: K, value: V): void => {
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined || old.size === 0) return value;
      const kept = old.get(key);
      if (kept !== undefined) set(key, kept);
      return kept;
    },
    set,
    clear() {
      young = new Map();
      old = new Map();
    },
  };
}
