import type { Backend, Found, StoredRecord } from "../src/contracts/backend.ts";

/** A backend in its simplest valueKind, which remembers what it was asked. It keeps what it is given, and no epochs. */
export interface MapBackend extends Backend {
  readonly calls: string[];
  readonly records: Map<string, StoredRecord>;
}

export function mapBackend(name: string, valueKind: Backend["valueKind"], nowMs: () => number): MapBackend {
  const calls: string[] = [];
  const records = new Map<string, StoredRecord>();
  const keyOf = (at: { target: string; selector: string; variant: string }): string =>
    [at.target, at.selector, at.variant].join("\n");
  const found = (test: (record: StoredRecord) => boolean): Found => ({
    complete: true,
    records: [...records.values()]
      .filter((record) => record.head.removeAtMs > nowMs() && test(record))
      .map(({ head, value }) => ({ ...head, value })),
  });
  const removed = (keys: readonly string[]): number => keys.filter((key) => records.delete(key)).length;
  const told = (call: string): void => void calls.push(`${name}.${call}`);
  return {
    name,
    valueKind,
    calls,
    records,
    maxValueBytes: 1_000_000,
    open: () => told("open"),
    find(at) {
      told("find");
      return found(({ head }) => head.target === at.target && head.selector === at.selector);
    },
    put(record, seen) {
      told("put");
      const current = records.get(keyOf(record.head));
      if (seen && "revision" in seen && current?.head.revision !== seen.revision) return "conflict";
      records.set(keyOf(record.head), record);
      return "stored";
    },
    remove(which) {
      told("remove");
      return removed(which.map(keyOf));
    },
    invalidate(target) {
      told("invalidate");
      return removed([...records.keys()].filter((key) => key.startsWith(`${target}\n`)));
    },
    sweep: () => ({ removed: 0, more: false }),
    clear() {
      told("clear");
      records.clear();
    },
    flush: () => told("flush"),
    close: () => told("close"),
  };
}
