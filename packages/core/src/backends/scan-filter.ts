import type { RecordHead, ScanFilter } from "../contracts/backend.ts";
import { urlHost } from "../http/urls/url-host.ts";

/** Whether a head meets every condition of a filter, for the `scan` and `removeWhere` of a backend. */
export function matchesScan(head: RecordHead, { host, tag, freshBeforeMs }: ScanFilter): boolean {
  return (
    (freshBeforeMs === undefined || head.freshUntilMs <= freshBeforeMs) &&
    (tag === undefined || head.tags.includes(tag)) &&
    (host === undefined || urlHost(head.url) === host)
  );
}
