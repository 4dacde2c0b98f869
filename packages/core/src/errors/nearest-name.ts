/** From so many letters on, two of them may be wrong; below, such a guess would be wild. */
const LONG_NAME = 6;

/** What others call it, in lower case. */
const SYNONYMS: Readonly<Record<string, string>> = {
  ttl: "expireAfter",
  maxage: "expireAfter",
  expiry: "expireAfter",
  timeout: "timeoutMs",
  store: "backend",
  storage: "backend",
  adapter: "backend",
  name: "cacheName",
  statuses: "allowableCodes",
  methods: "allowableMethods",
};

/**
 * The known name that was probably meant: a letter or two off (case, and two neighbours swapped, count for little), the beginning of it, or
 * more than it. Undefined where none is near.
 */
export function nearestName<N extends string>(name: string, known: readonly N[]): N | undefined {
  const typed = name.toLowerCase();
  const allowed = typed.length < LONG_NAME ? 1 : 2;
  let nearest: { readonly name: N; readonly off: number } | undefined;
  for (const other of known) {
    const off = lettersOff(typed, other.toLowerCase());
    if (off <= allowed && off < (nearest?.off ?? Number.POSITIVE_INFINITY)) nearest = { name: other, off };
  }
  const synonym = known.find((other) => other === SYNONYMS[typed]);
  return nearest?.name ?? synonym ?? known.find((other) => isBeginning(typed, other.toLowerCase()));
}

function isBeginning(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a));
}

// Letters more, less or other, and neighbours swapped: Damerau's distance, one row of the table at a time.
function lettersOff(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const other = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const swapped = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const ifSwapped = swapped ? (before[j - 1] ?? 0) + 1 : other;
      next.push(Math.min(other, ifSwapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
