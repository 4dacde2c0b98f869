import type { Awaitable } from "../../http/messages.ts";
import { isPromise } from "./awaitable.ts";

/** Lets one piece of work a key run at a time, in the order of the calls. */
export interface Exclusive {
  /** Runs at once, and synchronously, where nothing else is under way for the key. */
  run<T>(key: string, work: () => Awaitable<T>): Awaitable<T>;
  /** Settles when all work so far has ended, well or not. */
  idle(): Awaitable<void>;
}

export function exclusive(): Exclusive {
  const tails = new Map<string, Promise<unknown>>();
  const follow = <T>(key: string, result: Promise<T>): Promise<T> => {
    const tail = result.then(nothing, nothing).then(() => {
      if (tails.get(key) === tail) tails.delete(key);
    });
    tails.set(key, tail);
    return result;
  };
  return {
    run(key, work) {
      const before = tails.get(key);
      if (before !== undefined) return follow(key, before.then(work));
      const result = work();
      return isPromise(result) ? follow(key, result) : result;
    },
    idle: () => (tails.size === 0 ? undefined : Promise.all(tails.values()).then(nothing)),
  };
}

function nothing(): void {}
