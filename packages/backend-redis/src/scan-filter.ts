import type { RecordHead, ScanFilter } from "@rcache/core";

/** Whether a head meets every condition of the filter. */
export function matcherOf(filter: ScanFilter): (head: RecordHead) => boolean {
  const { host, tag, createdBeforeMs, freshBeforeMs } = filter;
  return (head) =>
    (createdBeforeMs === undefined || head.createdAtMs < createdBeforeMs) &&
    (freshBeforeMs === undefined || head.freshUntilMs <= freshBeforeMs) &&
    (tag === undefined || head.tags.includes(tag)) &&
    (host === undefined || hostOf(head.url) === host);
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).host;
  } catch {
    return undefined;
  }
}
