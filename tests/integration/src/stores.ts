import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { tiered } from "@rcache/core";
import { type Backend, keyValueBackend } from "@rcache/core/backend";

/** A store of one kind, and all that it holds as text. */
export interface Store extends Disposable {
  readonly backend: Backend;
  /** Every byte that it keeps, one character each. */
  contents(): string;
}

export type StoreKind = "memory" | "sqlite" | "key-value" | "tiered";

export const STORE_KINDS: readonly StoreKind[] = ["memory", "sqlite", "key-value", "tiered"];

const OPENERS: { readonly [K in StoreKind]: () => Store } = {
  memory: () => ({
    backend: memoryBackend(),
    contents: () => "",
    [Symbol.dispose]: () => undefined,
  }),
  sqlite: openSqlite,
  "key-value": openKeyValue,
  tiered: openTiered,
};

/** A store of its own, gone when it is disposed of. */
export function openStore(kind: StoreKind): Store {
  return OPENERS[kind]();
}

/** A path for a SQLite file, in a directory that goes with it. */
export function sqlitePath(): Disposable & { readonly path: string } {
  const directory = mkdtempSync(join(tmpdir(), "rcache-integration-"));
  return {
    path: join(directory, "cache.sqlite"),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function openSqlite(): Store {
  const place = sqlitePath();
  const backend = sqliteBackend({ path: place.path });
  return {
    backend,
    contents: () =>
      ["", "-wal"]
        .map((suffix) => place.path + suffix)
        .filter((path) => existsSync(path))
        .map((path) => readFileSync(path, "latin1"))
        .join("\n"),
    [Symbol.dispose]: () => {
      backend.close();
      place[Symbol.dispose]();
    },
  };
}

function openKeyValue(): Store {
  const map = new Map<string, Uint8Array>();
  const backend = keyValueBackend({
    get: (key) => map.get(key),
    set: (key, value) => void map.set(key, value),
    delete: (key) => void map.delete(key),
    list: async function* (prefix) {
      for (const key of [...map.keys()]) if (key.startsWith(prefix)) yield key;
    },
  });
  return {
    backend,
    contents: () =>
      [...map].map(([key, value]) => `${key}\n${Buffer.from(value).toString("latin1")}`).join("\n"),
    [Symbol.dispose]: () => map.clear(),
  };
}

function openTiered(): Store {
  const far = openSqlite();
  return {
    ...far,
    backend: tiered(memoryBackend(), far.backend),
    [Symbol.dispose]: () => far[Symbol.dispose](),
  };
}
