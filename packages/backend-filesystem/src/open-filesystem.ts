import type { BackendHost, Precondition, StoredRecord } from "@rcache/core/backend";
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

type PutResult = "stored" | "conflict" | "too-large";

/** One directory, open. */
export class OpenFilesystem {
  readonly files: FilesystemStore;
  readonly bodies: FilesystemBodies;
  readonly leases: FilesystemLeases;
  readonly maintenance: FilesystemMaintenance;
  readonly recency: Recency;
  readonly #pending = new Set<Promise<unknown>>();

  constructor(parts: FilesystemParts, host: BackendHost) {
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
    this.files = store;
    this.bodies = bodies;
    this.leases = leases;
    this.recency = recency;
    this.maintenance = new FilesystemMaintenance({ ...shared, store, recency, leases });
  }

  put(record: StoredRecord, seen: Precondition | undefined): Promise<PutResult> {
    const putting = this.files.put(record, seen);
    // Told to whoever asked; here it only has to have ended.
    const ended = putting.then(
      () => undefined,
      () => undefined,
    );
    this.#pending.add(ended);
    void ended.then(() => this.#pending.delete(ended));
    return putting;
  }

  async flush(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}

function fullWarning({ root, maxBytes }: FilesystemParts) {
  return {
    code: "RCACHE_STORE_FULL",
    message: `${root} has reached its limit of ${maxBytes} bytes: the least recently used answers go`,
    remedy: "Raise `maxBytes` where they are missed.",
  } as const;
}
