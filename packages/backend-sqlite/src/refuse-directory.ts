import { join } from "node:path";
import { RcacheError } from "@rcache/core/backend";
import { statsAt } from "./stats-at.ts";

/**
 * A directory that is given as `path` is a mistake, and not a reason for a file of that name beside it.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`
 */
export function refuseDirectory(place: string | undefined): void {
  if (place === undefined || !statsAt(place)?.isDirectory()) return;
  throw new RcacheError("RCACHE_INVALID_OPTION", `path: ${place} is a directory`, {
    remedy: `Give the path of a file, such as ${join(place, "http_cache.sqlite")}.`,
  });
}
