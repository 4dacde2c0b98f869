/**
 * How long a backend must remember that a target was invalidated (contract B22), in milliseconds: two days. No response takes longer to
 * arrive, and no two clocks differ by more.
 */
export const EPOCH_KEPT_MS = 172_800_000;
