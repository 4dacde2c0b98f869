import type { RcacheError } from "@rcache/core";
import { BACKENDS, type OpenOptions } from "./backend-aliases.ts";
import { placeOf } from "./backend-place.ts";
import { unloadable } from "./unloadable.ts";

/** Says of a backend other than memory how to import it, or why there is none such. */
export function unloadableBackend(choice: string, options: OpenOptions): RcacheError {
  const { alias } = placeOf(choice, options);
  const { folder, factory } = BACKENDS[alias];
  return unloadable("RCACHE_UNKNOWN_BACKEND", alias, `import { ${factory} } from "@rcache/${folder}"`);
}
