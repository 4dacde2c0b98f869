import type { Measured, Reading } from "./measure.ts";
import type { Stalled } from "./stall.ts";

/** What a contender's process is told to do. */
export type Order =
  | { readonly kind: "warm"; readonly reading: Reading }
  | { readonly kind: "for"; readonly reading: Reading; readonly durationMs: number; readonly atOnce: number }
  | {
      readonly kind: "stall";
      readonly reading: Reading;
      readonly durationMs: number;
      readonly atOnce: number;
    }
  | { readonly kind: "each"; readonly reading: Reading; readonly atOnce?: number }
  | { readonly kind: "herd"; readonly reading: Reading; readonly count: number }
  | { readonly kind: "kept" }
  | { readonly kind: "stream"; readonly reading: Reading };

/** One large body: milliseconds to its first byte and to its end, and by how many megabytes the resident memory rose. */
export interface Streamed {
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly peakMb: number | undefined;
}

/** What a contender's process answers. */
export interface Answers {
  readonly warm: Measured;
  readonly for: Measured;
  readonly stall: Stalled;
  readonly each: Measured;
  readonly herd: Measured;
  /** Bytes of its heap and beside it, after a collection. */
  readonly kept: number;
  readonly stream: Streamed;
}
