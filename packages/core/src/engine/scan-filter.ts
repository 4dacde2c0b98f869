import type { RecordHead, ScanFilter } from "../contracts/backend.ts";

/** Whether a head meets every condition of a filter. */
export function matchesScan(
  head: RecordHead,
  { host, tag, createdBeforeMs, freshBeforeMs }: ScanFilter,
): boolean {
  return (
    (host === undefined || hostOf(head.url) === host) &&
    (tag === undefined || head.tags.includes(tag)) &&
    (createdBeforeMs === undefined || head.createdAtMs < createdBeforeMs) &&
    (freshBeforeMs === undefined || head.freshUntilMs <= freshBeforeMs)
  );
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
