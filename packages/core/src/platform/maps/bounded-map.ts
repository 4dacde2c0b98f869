/** A map that forgets what was put in first once it is full: it has too many members, or too much text. */
export interface BoundedMap<K extends string, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  clear(): void;
  readonly size: number;
}

/** What a map does beside remembering. */
export interface BoundedMapOptions<K extends string, V> {
  /** The length of a value's own text, in UTF-16 units. @default 0 */
  readonly lengthOf?: (value: V) => number;
  /** Is told what is forgotten for want of room. */
  readonly onForget?: (key: K, value: V) => void;
}

interface Held<V> {
  value: V;
  length: number;
}

/** Of all keys and values of one map, in UTF-16 units. Texts come from requests and answers: their number alone bounds nothing. */
export const MOST_TEXT = 4_194_304;

/** @param limit at most so many members, and {@link MOST_TEXT} */
export function boundedMap<K extends string, V>(
  limit: number,
  { lengthOf = () => 0, onForget }: BoundedMapOptions<K, V> = {},
): BoundedMap<K, V> {
  const map = new Map<K, Held<V>>();
  let length = 0;
  let newest: K | undefined;
  const forget = (key: K): void => {
    const known = map.get(key);
    if (known === undefined) return;
    length -= known.length;
    map.delete(key);
  };
  return {
    get: (key) => map.get(key)?.value,
    set(key, value) {
      const added = key.length + lengthOf(value);
      // What is put in again and again stays where it is: a small table is rebuilt with every second member that goes.
      const known = key === newest ? map.get(key) : undefined;
      if (known === undefined) {
        forget(key);
        map.set(key, { value, length: added });
        newest = key;
      } else {
        length -= known.length;
        known.value = value;
        known.length = added;
      }
      length += added;
      if (map.size <= limit && length <= MOST_TEXT) return;
      for (const [oldest, forgotten] of map) {
        if (map.size <= limit && length <= MOST_TEXT) break;
        forget(oldest);
        onForget?.(oldest, forgotten.value);
      }
    },
    delete: forget,
    clear() {
      map.clear();
      length = 0;
    },
    get size() {
      return map.size;
    },
  };
}

/** The length of all texts in a list. */
export function lengthOfTexts(texts: Iterable<string>): number {
  let length = 0;
  for (const text of texts) length += text.length;
  return length;
}
