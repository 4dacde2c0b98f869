import { backendShell, inTurns } from "@rcache/core/backend";

/** Where the answers are; two backends over one store share them. */
export function newStore() {
  return { records: [], epochs: new Map() };
}

/** Keeps the last answers in memory, and forgets the oldest. */
export function lastAnswers({ store = newStore(), most = 10_000 } = {}) {
  const { epochs } = store;
  const epochOf = (target) => String(epochs.get(target) ?? 0);
  const isAt = (a) => (b) => a.target === b.target && a.selector === b.selector && a.variant === b.variant;
  const remove = (isMeant) => {
    const before = store.records.length;
    store.records = store.records.filter((record) => !isMeant(record));
    return before - store.records.length;
  };
  return backendShell({
    name: "last answers",
    valueKind: "bytes",
    maxValueBytes: 1_000_000,
    abilities: [],
    open: (host) => ({
      store: {
        find({ target, selector }) {
          const nowMs = host.nowMs();
          const records = store.records
            .filter((each) => each.target === target && each.selector === selector && each.removeAtMs > nowMs)
            // What is given away belongs to who asked.
            .map((each) => ({ ...each, value: each.value.slice() }));
          return { complete: true, records, epoch: epochOf(target) };
        },
        put({ head, value }, seen) {
          const before = store.records.find(isAt(head));
          if (value.length > 1_000_000) return "too-large";
          if (seen && "revision" in seen && before?.revision !== seen.revision) return "conflict";
          if (seen && "epoch" in seen && epochOf(head.target) !== seen.epoch) return "conflict";
          remove(isAt(head));
          store.records = [...store.records, { ...head, value: value.slice() }].slice(-most);
          return "stored";
        },
        async remove(which) {
          let removed = 0;
          // Others have their turn after every hundred.
          for await (const { revision, ...at } of inTurns(which)) {
            const isMeant = (record) => isAt(at)(record) && (revision ?? record.revision) === record.revision;
            removed += remove(isMeant);
          }
          return removed;
        },
        invalidate(target) {
          epochs.set(target, Number(epochOf(target)) + 1);
          return remove((record) => record.target === target);
        },
      },
      maintenance: {
        async sweep(limit) {
          const past = store.records.filter(({ removeAtMs }) => removeAtMs <= host.nowMs());
          let removed = 0;
          for await (const record of inTurns(past.slice(0, limit)))
            removed += remove((each) => each === record);
          return { removed, more: past.length > limit };
        },
        clear() {
          store.records = [];
        },
      },
    }),
  }).backend;
}
