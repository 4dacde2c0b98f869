import type { RecordHead, ScanFilter } from "@rcache/core";

/** Whether a head meets every condition of the filter. */
export function matchesScan(head: RecordHead, filter: ScanFilter): boolean {
  const { host, tag, createdBeforeMs, freshBeforeMs } = filter;
  return (
    (createdBeforeMs === undefined || head.createdAtMs < createdBeforeMs) &&
    (freshBeforeMs === undefined || head.freshUntilMs <= freshBeforeMs) &&
    (tag === undefined || head.tags.includes(tag)) &&
    (host === undefined || (URL.canParse(head.url) && new URL(head.url).host === host))
  );
}
