import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesystemBackend } from "@rcache/backend-filesystem";
import { memoryBackend } from "@rcache/backend-memory";
import { tiered } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { openStore } from "./stores.ts";

/** A store that keeps large bodies, and what of it is on the disk. */
export interface BodyStoreUnderTest extends Disposable {
  readonly backend: Backend;
  /** Files of bodies that are being written. */
  spooled(): number;
}

export type BodyStoreKind = "memory" | "sqlite" | "files" | "memory over sqlite" | "memory over files";

export const BODY_STORES: readonly BodyStoreKind[] = [
  "memory",
  "sqlite",
  "files",
  "memory over sqlite",
  "memory over files",
];

/** A store of its own, gone when it is disposed of. */
export function openBodyStore(kind: BodyStoreKind): BodyStoreUnderTest {
  if (kind === "files" || kind === "memory over files") return openFiles(kind);
  const store = openStore(kind === "memory over sqlite" ? "tiered" : kind);
  return { backend: store.backend, spooled: () => 0, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

function openFiles(kind: BodyStoreKind): BodyStoreUnderTest {
  const directory = mkdtempSync(join(tmpdir(), "rcache-bodies-"));
  const files = filesystemBackend({ directory });
  return {
    backend: kind === "files" ? files : tiered(memoryBackend(), files),
    spooled: () =>
      readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
        (file) => file.isFile() && file.parentPath.slice(directory.length).split("/").includes("tmp"),
      ).length,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
