/**
 * A map that keeps what was used lately: at least the last `limit` keys that were got or set, as long as they are short, and at most twice as
 * many.
 *
 * Two generations instead of an order of use: nothing is deleted one by one, which a `Map` answers with rebuilding its table over and over,
 * and a key that is asked for again costs no write.
 */
export interface RecentMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  clear(): void;
}

/** A key that takes so large a part of a generation is not worth the others. */
const LONGEST_PART = 1 / 64;

/** @param mostText of the keys of one generation, in UTF-16 units */
export function recentMap<V>(limit: number, mostText: number): RecentMap<V> {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  let length = 0;
  const set = (key: string, value: V): void => {
    if (key.length > mostText * LONGEST_PART) return;
    if (young.size >= limit || length >= mostText) {
      old = young;
      young = new Map();
      length = 0;
    }
    young.set(key, value);
    length += key.length;
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
      length = 0;
    },
  };
}
