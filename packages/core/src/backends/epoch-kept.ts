/**
 * How long a backend remembers at least that a target was invalidated (contract B22), in milliseconds: two days. No answer is on its way for
 * longer, and no two clocks differ as much.
 */
export const EPOCH_KEPT_MS = 172_800_000;
