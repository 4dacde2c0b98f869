import type { HttpCache } from "@rcache/core";
import { besideTheCache } from "./process/process-state.ts";

/**
 * A cache as its users hold it: what its methods ask of a store goes to the store, although the process is patched. Without it, a store that
 * is asked by HTTP would be answered from the cache that it keeps.
 */
export function callsBeside(cache: HttpCache): HttpCache {
  const members = new Map<PropertyKey, unknown>();
  return new Proxy(cache, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== "function") return member;
      if (!members.has(key))
        members.set(key, (...given: unknown[]) => {
          const result: unknown = besideTheCache(() => Reflect.apply(member, target, given));
          return isAsyncIterable(result) ? walkedBeside(result) : result;
        });
      return members.get(key);
    },
  });
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** A generator runs where its next value is asked for. */
async function* walkedBeside(walked: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  const iterator = besideTheCache(() => walked[Symbol.asyncIterator]());
  try {
    for (;;) {
      const { done, value } = await besideTheCache(() => iterator.next());
      if (done === true) return;
      yield value;
    }
  } finally {
    await besideTheCache(() => iterator.return?.());
  }
}
