import type { BackendHost } from "@rcache/core/backend";
import { type BrokenBackend, broken } from "./broken.ts";

const DAY_MS = 86_400_000;

/** B20–B22. */
export const brokenLife: readonly BrokenBackend[] = [
  broken("B20", "counts what it has before it is opened", (whole) => {
    let isOpen = false;
    return {
      open: async (host) => {
        await whole.open(host);
        isOpen = true;
      },
      close: async () => {
        await whole.close();
        isOpen = false;
      },
      stats: () => (isOpen ? whole.stats() : { entries: 0, bytes: 0 }),
    };
  }),
  broken("B20", "never closes", () => ({ close: () => undefined })),
  broken("B20", "answers after it was closed", (whole) => {
    let last: BackendHost | undefined;
    return {
      open: (host) => {
        last = host;
        return whole.open(host);
      },
      find: async (at, prefer) => {
        // Opened for this one question.
        if (last !== undefined) await whole.open(last);
        return whole.find(at, prefer);
      },
    };
  }),
  broken("B21", "begins anew with every open", (whole) => {
    let isOpen = false;
    return {
      open: async (host) => {
        if (isOpen) await whole.clear();
        isOpen = true;
        await whole.open(host);
      },
      close: () => {
        isOpen = false;
        return whole.close();
      },
    };
  }),
  broken("B21", "cannot be opened again", (whole) => {
    let wasClosed = false;
    return {
      open: (host) => {
        if (wasClosed) throw new Error("closed for good");
        return whole.open(host);
      },
      close: () => {
        wasClosed = true;
        return whole.close();
      },
    };
  }),
  broken("B22", "forgets after a day that a target was invalidated", (whole) => {
    const invalidatedAtMs = new Map<string, number>();
    const forgotten = new Set<string>();
    let nowMs = (): number => 0;
    return {
      open: (host) => {
        nowMs = () => host.nowMs();
        return whole.open(host);
      },
      invalidate: (target) => {
        invalidatedAtMs.set(target, nowMs());
        return whole.invalidate(target);
      },
      sweep: (limit) => {
        for (const [target, atMs] of invalidatedAtMs) if (atMs + DAY_MS <= nowMs()) forgotten.add(target);
        return whole.sweep(limit);
      },
      put: (record, seen) => whole.put(record, forgotten.has(record.head.target) ? undefined : seen),
    };
  }),
];
