import type { RunName } from "./runs.ts";

/** Tests that do not pass, and why that is right. */
export interface Deviation {
  readonly tests: readonly string[];
  /** Left out: every run that has the tests. */
  readonly runs?: readonly RunName[];
  /** A sentence or two for the page, with the section or the rule. */
  readonly because: string;
}

/** Without the settings that the suite takes for granted. */
export const AS_IT_COMES: readonly RunName[] = ["private", "shared"];

/** Those of a shared cache. */
export const FOR_MANY: readonly RunName[] = ["shared", "shared, allowing", "CDN"];
