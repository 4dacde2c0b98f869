/** The known name that was probably meant: the beginning of it, more than it, or at most two letters off. */
export function closestName<N extends string>(name: string, known: readonly N[]): N | undefined {
  if (name.length < 3) return undefined;
  const related = known.find((other) => other.startsWith(name) || name.startsWith(other));
  if (related !== undefined) return related;
  const [nearest] = known
    .map((other) => ({ other, distance: lettersOff(name, other) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance <= 2 ? nearest.other : undefined;
}

// Levenshtein's distance, one row of the table at a time.
function lettersOff(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const swapped = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
