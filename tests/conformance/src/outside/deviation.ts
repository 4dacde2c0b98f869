import type { Mode } from "../stage.ts";

/** Tests that do not pass, and why that is right. */
export interface Deviation {
  readonly tests: readonly string[];
  /** Left out: both. */
  readonly mode?: Mode;
  /** A sentence or two for the page, with the section or the rule. */
  readonly because: string;
}
