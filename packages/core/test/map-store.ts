import { keyValueBackend } from "../src/backends/key-value/key-value-backend.ts";
import type { KeyValueStore } from "../src/backends/key-value/key-value-store.ts";
import type { Backend } from "../src/contracts/backend.ts";

/** Of every backend that is {@link opened}; who moves it puts it back. */
export const clock: { now: number } = { now: 1_000 };

/** A map as a store, and what was asked of it. */
export interface MapStore extends KeyValueStore {
  readonly map: Map<string, Uint8Array>;
  readonly calls: string[];
  readonly expiries: Map<string, number>;
}

export function mapStore(map = new Map<string, Uint8Array>()): MapStore {
  const calls: string[] = [];
  const expiries = new Map<string, number>();
  return {
    map,
    calls,
    expiries,
    get(key) {
      calls.push(`get ${key}`);
      return map.get(key);
    },
    set(key, value, { expiresAtMs }) {
      calls.push(`set ${key}`);
      expiries.set(key, expiresAtMs);
      map.set(key, value);
    },
    delete: (key) => void map.delete(key),
  };
}

export function listingStore(map = new Map<string, Uint8Array>()): MapStore {
  return {
    ...mapStore(map),
    async *list(prefix) {
      for (const key of [...map.keys()]) if (key.startsWith(prefix)) yield key;
    },
  };
}

/** Answers later; several calls may be under way. */
export function lateStore({ get, set, delete: remove }: MapStore): KeyValueStore {
  const later = async <T>(answer: () => T): Promise<T> => {
    await Promise.resolve();
    return answer();
  };
  return {
    get: (key) => later(() => get(key)).then((value) => value),
    set: (key, value, options) => later(() => set(key, value, options)).then(() => undefined),
    delete: (key) => later(() => remove(key)).then(() => undefined),
  };
}

export async function opened(store: KeyValueStore): Promise<Backend> {
  const backend = keyValueBackend(store);
  await backend.open({ nowMs: () => clock.now, report: () => undefined });
  return backend;
}

/** The keys of the values that hold records. */
export const groupsIn = ({ map }: MapStore): string[] =>
  [...map.keys()].filter((key) => key.startsWith("rcache:r:"));
