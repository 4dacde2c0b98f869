import type { Backend, BodyRef, Found, StoredRecord } from "@rcache/core/backend";
import { type EntryOverrides, entryOf, recordOf } from "@rcache/testkit";
import { memoryBackend } from "../src/memory-backend.ts";
import type { MemoryBackendOptions } from "../src/memory-options.ts";

/** Now, for every backend here. */
export const NOW_MS: number = Date.UTC(2026, 0, 1);
export const SELECTOR = "GET";

export function opened(options?: MemoryBackendOptions): Backend {
  const backend = memoryBackend(options);
  backend.open({ nowMs: () => NOW_MS, report: () => undefined });
  return backend;
}

export function record(target: string, overrides: EntryOverrides = {}): Promise<StoredRecord> {
  const entry = entryOf({ ...overrides, address: { target, selector: SELECTOR, ...overrides.address } });
  return recordOf(entry, { valueKind: "entry" });
}

export function found(backend: Backend, target: string, prefer?: string): Found {
  // The cast: this backend answers at once.
  return backend.find({ target, selector: SELECTOR }, prefer) as Found;
}

export function names(backend: Backend, ...targets: string[]): string[] {
  return targets.filter((target) => found(backend, target, "-").records.length === 1);
}

export function body(id: string, bytes: number): BodyRef {
  return { id, target: "a", bytes, checksum: "c" };
}

export async function write(backend: Backend, id: string, ...sizes: number[]): Promise<BodyRef> {
  const at = { target: "a", selector: SELECTOR, variant: "-" };
  const writer = await backend.bodies?.create(at, id, NOW_MS);
  for (const size of sizes) await writer?.write(new Uint8Array(size).fill(7));
  await writer?.commit();
  return body(
    id,
    sizes.reduce((sum, size) => sum + size, 0),
  );
}
