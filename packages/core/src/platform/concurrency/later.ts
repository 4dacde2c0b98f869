import type { Awaitable } from "../../http/messages.ts";
import { isPromise } from "./awaitable.ts";

/**
 * A module that few programs need, loaded with its first use. From then on it is there at once.
 *
 * A page that has gone offline cannot load it: whoever asks goes on without it. The next time, it is tried again.
 */
/* @__NO_SIDE_EFFECTS__ */
export function later<Module extends object>(load: () => Promise<Module>): () => Awaitable<Module> {
  let loaded: Module | undefined;
  return () =>
    loaded ??
    load().then((module) => {
      loaded = module;
      return module;
    });
}

/** Does something with a part, at once where it is there; something else where it cannot be loaded. */
export function using<Module, T>(
  part: () => Awaitable<Module>,
  work: (module: Module) => Awaitable<T>,
  otherwise: () => Awaitable<T>,
): Awaitable<T> {
  const module = part();
  return isPromise(module) ? module.then(work, otherwise) : work(module);
}
