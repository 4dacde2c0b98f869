import type { Backend, RecordHead, RecordValue, ScanFilter } from "@rcache/core/backend";

/** What a backend that scans has stored, as `scan` yields it; all of it where no filter is given. A backend without `scan` has nothing to show. */
export async function headsIn(
  backend: Pick<Backend, "scan">,
  filter: ScanFilter = {},
): Promise<readonly (RecordHead & { readonly value?: RecordValue })[]> {
  const heads: (RecordHead & { readonly value?: RecordValue })[] = [];
  for await (const head of backend.scan?.(filter) ?? []) heads.push(head);
  return heads;
}
