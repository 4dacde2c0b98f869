import { RcacheError } from "@rcache/core/backend";
import { openDB } from "idb";
import { type CacheDatabase, DATABASE_VERSION, makeStores, type StoreName, type Writing } from "./schema.ts";

/** One connection to a database. What closes it from outside, a newer version or a deletion in another tab, is survived: the next call opens it again. */
export class Connection {
  readonly #name: string;
  #open: Promise<CacheDatabase> | undefined;
  #isClosed = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws RcacheError `RCACHE_BACKEND_UNUSABLE`, `RCACHE_FOREIGN_STORE` */
  database(): Promise<CacheDatabase> {
    this.#open ??= this.#connect();
    return this.#open;
  }

  /** Does the work as one change: all of it, or nothing. */
  async change<T>(stores: StoreName[], work: (transaction: Writing) => Promise<T>): Promise<T> {
    const transaction = (await this.database()).transaction(stores, "readwrite", { durability: "relaxed" });
    // Both are awaited from the start: a transaction that fails rejects twice.
    const [result] = await Promise.all([work(transaction), transaction.done]);
    return result;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const database = await this.#open?.catch(() => undefined);
    database?.close();
  }

  async #connect(): Promise<CacheDatabase> {
    if (typeof indexedDB === "undefined") throw this.#unusable("there is no IndexedDB here");
    const forget = (): void => {
      if (!this.#isClosed) this.#open = undefined;
    };
    try {
      return await openDB(this.#name, DATABASE_VERSION, {
        upgrade(database, _before, _now, transaction) {
          makeStores(database);
          void transaction.objectStore("meta").put(crypto.randomUUID(), "generation");
        },
        blocking(_current, _wanted, event) {
          forget();
          // The cast: idb says that it is the event of the database that stands in the way.
          (event.target as IDBDatabase).close();
        },
        terminated: forget,
      });
    } catch (error) {
      forget();
      if (error instanceof DOMException && error.name === "VersionError") throw this.#newer(error);
      throw this.#unusable("it cannot be opened", error);
    }
  }

  #newer(cause: unknown): RcacheError {
    return new RcacheError(
      "RCACHE_FOREIGN_STORE",
      `IndexedDB ${this.#name}: a newer version has written it`,
      {
        remedy: "Reload the page, so that it runs the newer version too, or use another cacheName.",
        cause,
      },
    );
  }

  #unusable(why: string, cause?: unknown): RcacheError {
    return new RcacheError("RCACHE_BACKEND_UNUSABLE", `IndexedDB ${this.#name}: ${why}`, {
      remedy: "Use memoryBackend() where IndexedDB is switched off, as in some private windows.",
      cause,
    });
  }
}
