import type { BackendHost } from "@rcache/core/backend";
import { release } from "./body-owners.ts";
import type { Connection } from "./connection.ts";

/** The part of all records that goes at a time. */
const SHARE = 4;
const MOST_TURNS = 3;

/** Room for one more: where the browser's quota is reached, what expires first goes. */
export class Room {
  readonly #connection: Connection;
  readonly #host: BackendHost;
  #isAnnounced = false;

  constructor(connection: Connection, host: BackendHost) {
    this.#connection = connection;
    this.#host = host;
  }

  /** Does a work that writes; once more, with more room, where the quota was reached. Nothing is left to remove: it fails. */
  async for<T>(work: () => Promise<T>): Promise<T> {
    for (let turn = 0; ; turn += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isQuotaReached(error) || turn === MOST_TURNS || (await this.#make()) === 0) throw error;
      }
    }
  }

  #make(): Promise<number> {
    this.#announce();
    return this.#connection.change(["records", "bodies"], async (transaction) => {
      const records = transaction.objectStore("records");
      const most = Math.ceil((await records.count()) / SHARE);
      const keys = most === 0 ? [] : await records.index("freshUntilMs").getAllKeys(undefined, most);
      for (const key of keys) {
        const row = await records.get(key);
        await records.delete(key);
        if (row !== undefined) await release(transaction, row, this.#host.nowMs());
      }
      return keys.length;
    });
  }

  #announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.#host.report({
      kind: "warning",
      code: "RCACHE_STORE_FULL",
      message: "IndexedDB: the browser's quota is reached; the responses that expire first are removed",
      remedy:
        "Store less: shorter keepExpired, smaller maxBodyBytes. navigator.storage.estimate() tells the quota.",
    });
  }
}

/** Browsers say so by a DOMException of that name, or by a class of its own. */
function isQuotaReached(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}
