import type { RecordHead, ScanFilter } from "../contracts/backend.ts";

/** Whether a head meets every condition of a filter, as `scan` and `removeWhere` of a backend have to see it. */
export function matchesScan(head: RecordHead, { host, tag, freshBeforeMs }: ScanFilter): boolean {
  return (
    (freshBeforeMs === undefined || head.freshUntilMs <= freshBeforeMs) &&
    (tag === undefined || head.tags.includes(tag)) &&
    (host === undefined || hostOf(head.url) === host)
  );
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
