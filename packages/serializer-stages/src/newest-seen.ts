import type { Address, Bytes } from "@rcache/core/backend";

/** Addresses more than this are forgotten, the one that was seen first before others. */
const REMEMBERED = 10_000;
/** The finest step that a time of today in milliseconds can take. */
const STEP_MS = 2 ** -10;

/** What one process has seen of the times at which values were signed. */
export interface NewestSeen {
  /** The time of a value that is signed now: later than any before. */
  signing(cacheName: string, at: Address): Bytes;
  /** Whether no newer value was seen there; from now on, no older one is accepted. */
  accepts(cacheName: string, at: Address, time: Uint8Array): boolean;
}

export function newestSeen(): NewestSeen {
  const newest = new Map<string, number>();
  let lastMs = 0;
  const remember = (key: string, timeMs: number): void => {
    newest.delete(key);
    newest.set(key, timeMs);
    const [first] = newest.keys();
    if (newest.size > REMEMBERED && first !== undefined) newest.delete(first);
  };
  return {
    signing(cacheName, at) {
      lastMs = Math.max(Date.now(), lastMs + STEP_MS);
      remember(keyOf(cacheName, at), lastMs);
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setFloat64(0, lastMs);
      return bytes;
    },
    accepts(cacheName, at, time) {
      const timeMs = new DataView(time.buffer, time.byteOffset, 8).getFloat64(0);
      const key = keyOf(cacheName, at);
      if (timeMs < (newest.get(key) ?? 0)) return false;
      remember(key, timeMs);
      return true;
    },
  };
}

function keyOf(cacheName: string, { target, selector, variant }: Address): string {
  return `${selector} ${variant} ${target}\n${cacheName}`;
}
