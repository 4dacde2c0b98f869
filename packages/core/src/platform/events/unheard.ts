import type { CacheEvent } from "../../contracts/events.ts";
import { quietly } from "../concurrency/awaitable.ts";
import { processOf } from "../process/process.ts";

const warned = new Set<string>();

/** Trouble that nobody listens for becomes a warning of the process, once a kind: a cache that does not keep anything must not look like one that does. */
export function warnOfUnheard(event: CacheEvent): void {
  const trouble = troubleOf(event);
  if (trouble === undefined || warned.has(trouble.code)) return;
  warned.add(trouble.code);
  const { code, message, remedy } = trouble;
  const detail = `${remedy} Listen to the event ${event.kind} to hear of it yourself.`;
  quietly(() => processOf()?.emitWarning?.(message, { type: "RcacheWarning", code, detail }));
}

function troubleOf(event: CacheEvent): { code: string; message: string; remedy: string } | undefined {
  switch (event.kind) {
    case "warning":
      return event;
    case "backend-failed": {
      const { code, message, remedy } = event.error;
      return { code, message: `requests pass without the cache: ${message}`, remedy };
    }
    case "user-function-failed":
      return {
        code: "RCACHE_USER_FUNCTION_FAILED",
        message: `${event.option} failed: ${String(event.error)}`,
        remedy: "Fix the function.",
      };
    default:
      return undefined;
  }
}
