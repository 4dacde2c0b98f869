import type { Backend } from "@rcache/core/backend";
import {
  BACKENDS,
  type BackendAlias,
  type BackendFactory,
  type BackendUrl,
  type OpenOptions,
} from "./backend-aliases.ts";
import { placeOf } from "./backend-place.ts";
import { type ImportModule, loadExport } from "./load-package.ts";

/**
 * Returns the backend for an alias or a URL, and loads its package. It does not touch the store: the cache opens it.
 *
 * Aliases, in any case: `memory`, `sqlite`, `redis`, `mongodb`, `gridfs`, `dynamodb`, `filesystem`. URLs: `memory:`, `sqlite:relative.db`,
 * `sqlite:///abs/path.db`, `sqlite::memory:`, `redis://…`, `rediss://…`, `mongodb://…`, `mongodb+srv://…`, `dynamodb://region/table`,
 * `file:relative`, `file:///abs/path`. A place in the URL takes precedence over `cacheName`.
 *
 * @param options passed to the backend's factory, which checks them (requests-cache: BE-01, BE-02, BE-03)
 * @throws RcacheError `RCACHE_UNKNOWN_BACKEND`, `RCACHE_PACKAGE_MISSING` with the command to run, or what the factory throws
 */
export async function openBackend(
  choice: BackendAlias | BackendUrl,
  options: OpenOptions = {},
): Promise<Backend> {
  const place = placeOf(choice, options);
  const make = await loadFactory(place.alias);
  return make(place.options);
}

/**
 * The factory behind an alias.
 *
 * @param importFrom the runtime's own `import` unless a test says otherwise
 */
export async function loadFactory(alias: BackendAlias, importFrom?: ImportModule): Promise<BackendFactory> {
  const { bundled, folder, factory } = BACKENDS[alias];
  // The cast: the package is ours, and its factory checks what it is given.
  return bundled ?? ((await loadExport(folder, factory, importFrom)) as BackendFactory);
}
