/** Commands that are under way at once in maintenance: others find a place between them. */
export const AT_ONCE: number = 64;

/** The results of all, so many at once, in the order of what they are of. */
export async function inGroups<T, R>(
  all: readonly T[],
  size: number,
  act: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += size)
    results.push(...(await Promise.all(all.slice(from, from + size).map(act))));
  return results;
}

/** Of counts. */
export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
