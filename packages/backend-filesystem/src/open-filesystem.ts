import type { BackendHost, BackendParts } from "@rcache/core/backend";
import { Epochs } from "./epochs.ts";
import { FilesystemBodies } from "./filesystem-bodies.ts";
import { FilesystemLeases } from "./filesystem-leases.ts";
import { FilesystemMaintenance } from "./filesystem-maintenance.ts";
import { FilesystemStore } from "./filesystem-store.ts";
import { type Digest, Layout } from "./layout.ts";
import { openDirectory } from "./open-directory.ts";
import { Recency } from "./recency.ts";

/** What an open cache is made of. */
export interface FilesystemParts {
  readonly root: string;
  readonly extension: string | undefined;
  readonly maxBytes: number;
  readonly maxFileBytes: number;
  readonly blockBytes: number;
  /** The directory stands where everybody may write. */
  readonly isShared: boolean;
  readonly digest?: Digest;
  readonly beforePublish?: () => void;
}

/** One directory, open. */
export interface OpenFilesystem extends BackendParts {
  readonly recency: Recency;
}

/** @throws RcacheError `RCACHE_FOREIGN_STORE`, `RCACHE_INVALID_OPTION` or `RCACHE_BACKEND_UNUSABLE` */
export function openFilesystem(parts: FilesystemParts, host: BackendHost): OpenFilesystem {
  const { maxBytes, maxFileBytes, blockBytes, extension, beforePublish } = parts;
  const layout = new Layout(parts.root, parts.digest);
  openDirectory(layout, host, parts.isShared);
  const nowMs = (): number => host.nowMs();
  const epochs = new Epochs(layout, nowMs);
  const shared = { layout, epochs, nowMs };
  const recency = new Recency({ ...shared, maxBytes, blockBytes });
  const bodies = new FilesystemBodies({ ...shared, maxFileBytes });
  const leases = new FilesystemLeases(layout, nowMs);
  const store = new FilesystemStore({
    ...shared,
    ...{ bodies, recency, extension, maxBytes, maxFileBytes },
    onFull: () => host.report({ kind: "warning", ...fullWarning(parts) }),
    restore: () => openDirectory(layout, host, parts.isShared),
    ...(beforePublish && { beforePublish }),
  });
  const maintenance = new FilesystemMaintenance({ ...shared, store, recency, leases });
  return { store, bodies, leases, recency, maintenance };
}

function fullWarning({ root, maxBytes }: FilesystemParts) {
  return {
    code: "RCACHE_STORE_FULL",
    message: `${root} has reached its limit of ${maxBytes} bytes: the least recently used answers go`,
    remedy: "Raise `maxBytes` if you need them.",
  } as const;
}
