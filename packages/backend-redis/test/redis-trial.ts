import { randomUUID } from "node:crypto";
import type { Backend, StoredRecord } from "@rcache/core/backend";
import { type EntryOverrides, entryOf, type ManualClock, manualClock, recordOf } from "@rcache/testkit";
import { redisBackend } from "../src/redis-backend.ts";
import type { RedisBackendOptions } from "../src/redis-options.ts";

/** Backends of one namespace of their own, on a clock that only the test moves. */
export interface RedisTrial {
  readonly namespace: string;
  readonly clock: ManualClock;
  open(options?: RedisBackendOptions): Promise<Backend>;
  record(target: string, overrides?: EntryOverrides): Promise<StoredRecord>;
  /** Clears and closes what was opened. */
  end(): Promise<void>;
}

/** @param place where the server is */
export function redisTrial(place: RedisBackendOptions): RedisTrial {
  const namespace = `trial_${randomUUID().slice(0, 8)}`;
  const clock = manualClock(Date.now());
  const opened: Backend[] = [];
  return {
    namespace,
    clock,
    open: async (options = {}) => {
      const backend = redisBackend({ namespace, ...place, ...options });
      await backend.open({ nowMs: () => clock.nowMs(), report: () => undefined });
      opened.push(backend);
      return backend;
    },
    record: (target, overrides = {}) =>
      recordOf(
        entryOf({
          receivedAtMs: clock.nowMs(),
          revision: randomUUID(),
          ...overrides,
          address: { target, ...overrides.address },
        }),
        { valueKind: "bytes" },
      ),
    end: async () => {
      for (const backend of opened) {
        // A test may have closed it.
        await (async () => backend.clear())().catch(() => undefined);
        await backend.close();
      }
    },
  };
}
