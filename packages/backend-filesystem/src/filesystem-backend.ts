import { type Backend, backendShell } from "@rcache/core/backend";
import { jsonSerializer } from "@rcache/serializer-json";
import { type FilesystemBackendOptions, partsOf } from "./filesystem-options.ts";
import { type FilesystemParts, openFilesystem } from "./open-filesystem.ts";

/** One answer is read and written as a whole. */
const MAX_VALUE_BYTES = 128 * 1024 * 1024;

/**
 * Stores records as files in one directory that several processes may share: one readable file per response, and large bodies beside it.
 *
 * A file is complete or absent: it is written elsewhere and moved into place. `find` is synchronous and writes nothing. Only the current
 * user can read the files. Calling this function does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` throws `RCACHE_FOREIGN_STORE`, `RCACHE_INVALID_OPTION` or
 * `RCACHE_BACKEND_UNUSABLE`
 */
export function filesystemBackend(options: FilesystemBackendOptions = {}): Backend {
  return filesystemBackendOf(partsOf(options), options.syncIndex === true);
}

/** The backend of a directory, also for tests that need more than the options say. */
export function filesystemBackendOf(parts: FilesystemParts, syncIndex: boolean): Backend {
  return backendShell({
    name: `filesystem ${parts.root}`,
    valueKind: "bytes",
    maxValueBytes: Math.min(MAX_VALUE_BYTES, parts.maxFileBytes),
    serializer: jsonSerializer,
    async open(host) {
      const opened = openFilesystem(parts, host);
      if (syncIndex && opened.recency.isLimited) await opened.recency.load();
      return opened;
    },
  }).backend;
}
