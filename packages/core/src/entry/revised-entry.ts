import type { Entry } from "./entry.ts";

/** Returns a copy of an entry with `changes`, as a plain object. A copy made with `...` would lose the getters of a decoded entry. */
export function revisedEntry(entry: Entry, changes: Partial<Entry> = {}): Entry {
  return {
    address: entry.address,
    revision: entry.revision,
    url: entry.url,
    ...(entry.finalUrl !== undefined && { finalUrl: entry.finalUrl }),
    request: { method: entry.request.method, varied: entry.request.varied },
    response: {
      status: entry.response.status,
      statusText: entry.response.statusText,
      headers: entry.response.headers,
      coding: entry.response.coding,
    },
    body: entry.body,
    ...(entry.chunkBytes !== undefined && { chunkBytes: entry.chunkBytes }),
    ...(entry.part !== undefined && { part: entry.part }),
    lifetimes: entry.lifetimes,
    ...(entry.staleBan !== undefined && { staleBan: entry.staleBan }),
    baseAgeMs: entry.baseAgeMs,
    receivedAtMs: entry.receivedAtMs,
    createdAtMs: entry.createdAtMs,
    vary: entry.vary,
    ...(entry.etag !== undefined && { etag: entry.etag }),
    ...(entry.lastModified !== undefined && { lastModified: entry.lastModified }),
    tags: entry.tags,
    ...changes,
  };
}
