/** One row of the table. */
export interface Measured {
  readonly what: string;
  readonly microseconds: number;
  /** What the bare store takes for it, in microseconds. */
  readonly besides: number | undefined;
}

/** The middle one, or undefined of nothing. */
export function median(numbers: readonly number[] | undefined): number | undefined {
  return numbers?.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** Rows as text, in columns. */
export function table(rows: readonly Measured[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return rows
    .map(({ what, microseconds, besides }) => {
      const ratio = besides === undefined ? "" : `  ${(microseconds / besides).toFixed(2)} × bare`;
      return `  ${what.padEnd(width)}  ${microseconds.toFixed(2).padStart(10)} µs${ratio}`;
    })
    .join("\n");
}
