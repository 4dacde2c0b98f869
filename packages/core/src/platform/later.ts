import type { Awaitable } from "../http/messages.ts";

/**
 * A module that few programs need, loaded with its first use. From then on it is there at once.
 *
 * A page that has gone offline cannot load it: whoever asks goes on without it. The next time, it is tried again.
 */
export function later<Module extends object>(load: () => Promise<Module>): () => Awaitable<Module> {
  let loaded: Module | undefined;
  return () =>
    loaded ??
    load().then((module) => {
      loaded = module;
      return module;
    });
}
