import type { Backend, RecordHead, RecordValue, ScanFilter } from "@rcache/core/backend";

/** The heads of what a backend has stored, as its `scan` returns them. Without a filter: all of them. Without `scan`: none. */
export async function headsIn(
  backend: Pick<Backend, "scan">,
  filter: ScanFilter = {},
): Promise<readonly (RecordHead & { readonly value?: RecordValue })[]> {
  const heads: (RecordHead & { readonly value?: RecordValue })[] = [];
  for await (const head of backend.scan?.(filter) ?? []) heads.push(head);
  return heads;
}
