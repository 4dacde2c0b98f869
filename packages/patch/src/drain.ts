import type { Bytes, Chunks } from "@rcache/core";

/** Reads a body to its end for the store's sake. What it fails with has been told to those it concerns. */
export function drain(body: Bytes | Chunks | null): void {
  if (body === null || body instanceof Uint8Array) return;
  void readAll(body).catch(() => undefined);
}

async function readAll(body: Chunks): Promise<void> {
  for await (const _ of body);
}
