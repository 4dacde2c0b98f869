/** Random choices that are the same in every run, and cheap enough for a million of them. */
export interface RandomNumbers {
  /** 0 to 1, 1 left out. */
  fraction(): number;
  /** 0 to `bound`, `bound` left out. */
  below(bound: number): number;
  /** One of these; there must be one. */
  oneOf<T>(choices: readonly [T, ...(readonly T[])]): T;
}

/** @param seed to be printed with what fails */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed | 0 || 1;
  // Marsaglia's xorshift with 32 bits.
  const fraction = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(fraction() * bound);
  return { fraction, below, oneOf: (choices) => choices[below(choices.length)] ?? choices[0] };
}
