import type { CacheEvent } from "../../contracts/events.ts";

declare const console: { error(line: string): void };

/** Prints an event as one line to stderr. */
export function printLine(event: CacheEvent): void {
  console.error(`rcache ${lineOf(event)}`);
}

function lineOf(event: CacheEvent): string {
  switch (event.kind) {
    case "served":
      return `${event.exchange} ${event.url}: ${servedText(event.outcome)}`;
    case "stored":
    case "store-abandoned":
    case "refreshed":
    case "refresh-failed":
      return `${event.exchange} ${event.url}: ${event.kind}${event.write === "stored" ? "" : ` (${event.write})`}`;
    case "invalidated":
    case "removed":
      return `${event.kind} ${event.count} of ${event.target}`;
    case "record-unreadable":
      return `record-unreadable (${event.fault}) ${event.key}`;
    case "user-function-failed":
      return `${event.url}: ${event.option} failed: ${String(event.error)}`;
    case "warning":
      return `warning ${event.code}: ${event.message}. ${event.remedy}`;
    case "backend-failed":
      return `backend-failed ${event.error.message}. ${event.error.remedy}`;
  }
}

function servedText(outcome: Extract<CacheEvent, { kind: "served" }>["outcome"]): string {
  const { kind, reason, expires } = outcome;
  const until =
    expires === undefined ? "" : expires === null ? ", never expires" : `, expires ${expires.toISOString()}`;
  const isKept = expires !== undefined;
  const kept = outcome.store === undefined || isKept ? "" : `, not stored: ${outcome.write ?? outcome.store}`;
  return `${kind} (${reason})${kept}${until}`;
}
