import { openCache } from "@rcache/backends";
import { callsBeside } from "./beside-cache.ts";
import { type InstallOptions, splitOptions } from "./install-options.ts";
import { besideTheCache, type InstalledCache } from "./process/process-state.ts";

/** @throws RcacheError for an unknown option or a wrong value */
export function openInstalled(options: InstallOptions): InstalledCache {
  const { source, hosts, methods } = splitOptions(options);
  const isOwn = "open" in source;
  const cache = "cache" in source ? source.cache : besideTheCache(() => openCache(source.open));
  const concerns: InstalledCache["concerns"] = (method, host, port) =>
    (methods === undefined || methods.has(method)) && (hosts === undefined || hosts(host, port));
  let isOpen = true;
  let underWay = 0;
  const closeIfDone = (): void => {
    if (isOpen || !isOwn || underWay > 0) return;
    // Nobody waits for it: what it fails with has been told by an event of the cache.
    besideTheCache(() => cache.close()).catch(() => undefined);
  };
  return {
    cache,
    // Who has brought a cache holds it already.
    face: isOwn ? callsBeside(cache) : cache,
    isOpen: () => isOpen,
    concerns,
    concernsUrl(method, url) {
      // Without a filter there is nothing to read in it.
      if (hosts === undefined) return concerns(method, "", undefined);
      const parsed = URL.parse(url);
      return parsed !== null && concerns(method, parsed.hostname, portOf(parsed));
    },
    begin() {
      underWay += 1;
    },
    end() {
      underWay -= 1;
      if (!isOpen) closeIfDone();
    },
    leave() {
      if (!isOpen) return;
      isOpen = false;
      closeIfDone();
    },
  };
}

function portOf({ port, protocol }: URL): string {
  if (port !== "") return port;
  return protocol === "https:" ? "443" : "80";
}
