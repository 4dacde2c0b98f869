import type { Lease } from "@rcache/core/backend";
import { type BrokenBackend, broken } from "./broken.ts";

/** L1–L5. */
export const brokenLeases: readonly BrokenBackend[] = [
  broken("L1", "lets all have it who ask in the same moment", (whole) => {
    const justTaken = new Map<string, Lease>();
    return {
      lease: async (name, forMs) => {
        const lease = await whole.lease(name, forMs);
        if (!lease.held) return justTaken.get(name) ?? lease;
        justTaken.set(name, lease);
        queueMicrotask(() => justTaken.delete(name));
        return lease;
      },
    };
  }),
  broken("L2", "lets another have it ten milliseconds early", (whole) => ({
    lease: (name, forMs) => whole.lease(name, forMs - 10),
  })),
  broken("L3", "says that it extends what another holds", (whole) => ({
    lease: async (name, forMs) => {
      const lease = await whole.lease(name, forMs);
      if (!lease.held) return lease;
      return {
        ...lease,
        extend: async (ms) => {
          await lease.extend(ms);
          return true;
        },
      };
    },
  })),
  broken("L4", "releases whoever holds it", (whole) => {
    const holders = new Map<string, Lease>();
    return {
      lease: async (name, forMs) => {
        const lease = await whole.lease(name, forMs);
        if (!lease.held) return lease;
        holders.set(name, lease);
        return { ...lease, release: (outcome) => holders.get(name)?.release(outcome) };
      },
    };
  }),
  broken("L5", "takes not-storable for stored, so that those who wait ask one after the other", (whole) => ({
    lease: async (name, forMs) => {
      const lease = await whole.lease(name, forMs);
      return lease.held ? { ...lease, release: () => lease.release("stored") } : lease;
    },
  })),
];
