/** A piece of work under way for a target. */
export interface UnderWay {
  /** Something was written to the target meanwhile, so that what this work has read or written may not be the last word. */
  readonly isOverlapped: boolean;
  end(): void;
}

/** Tells which pieces of work about one target ran at the same time as a write to it. */
export interface Overlaps {
  read(target: string): UnderWay;
  write(target: string): UnderWay;
  /** A write to every target. */
  writeAll(): UnderWay;
}

interface Work {
  readonly writes: boolean;
  isOverlapped: boolean;
}

export function overlaps(): Overlaps {
  const byTarget = new Map<string, Set<Work>>();
  const global = new Set<Work>();
  const begin = (target: string, writes: boolean): UnderWay => {
    const others = byTarget.get(target) ?? new Set<Work>();
    const isOverlapped = global.size > 0 || [...others].some((other) => other.writes);
    if (writes) for (const other of others) other.isOverlapped = true;
    const work: Work = { writes, isOverlapped };
    byTarget.set(target, others.add(work));
    return {
      get isOverlapped() {
        return work.isOverlapped;
      },
      end() {
        others.delete(work);
        if (others.size === 0 && byTarget.get(target) === others) byTarget.delete(target);
      },
    };
  };
  return {
    read: (target) => begin(target, false),
    write: (target) => begin(target, true),
    writeAll() {
      for (const others of byTarget.values()) for (const other of others) other.isOverlapped = true;
      const work: Work = { writes: true, isOverlapped: global.size > 0 || byTarget.size > 0 };
      global.add(work);
      return { isOverlapped: work.isOverlapped, end: () => void global.delete(work) };
    },
  };
}
