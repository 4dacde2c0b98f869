import type { Answer, Ask } from "./steps.ts";

/** Whose word counts. */
export type Mode = "rules" | "private" | "shared";

/** How long every answer is fresh, by the settings and by the origin's word alike. */
export const FRESH_SECONDS = 10;
/** How long after that an answer's own word permits to use it. */
const STALE_SECONDS = 20;

/** What a request puts up with, as it says. */
const MAX_STALE_SECONDS = 15;
/** What a request wants, as it says: an answer no older than this, or fresh for so long at least. */
const LIMIT_SECONDS = 5;

/** What an origin may say of an answer that says how long it is fresh. */
export const CONTROLS = [
  "max-age=10",
  "max-age=10, public",
  "max-age=10, private",
  "max-age=10, must-revalidate",
  "max-age=10, no-cache",
  "max-age=10, stale-if-error=20",
  "max-age=10, stale-while-revalidate=20",
  "no-store",
] as const;

/** Whether an answer may be kept at all. */
export function mayBeKept(mode: Mode, { user }: Ask, status: Answer["status"], control: string): boolean {
  if (mode === "rules") return status === 200;
  // An error says nothing of its freshness here, and is no status that may be guessed at.
  if (status !== 200 && status !== 404) return false;
  if (control.includes("no-store")) return false;
  if (mode === "private") return true;
  return !control.includes("private") && (user === 0 || /public|must-revalidate/.test(control));
}

/** Whether it may be used without asking, while it is fresh. */
export function mayBeUsedFresh(mode: Mode, control: string): boolean {
  return mode === "rules" || !control.includes("no-cache");
}

/** Whether it may be used so long after it was fresh. */
export function mayBeStale(mode: Mode, { what }: Ask, control: string, staleMs: number): boolean {
  const isAsked =
    what === "staleIfError" ||
    what === "staleWhileRevalidate" ||
    (what === "maxStale" && staleMs <= MAX_STALE_SECONDS * 1_000);
  if (mode === "rules") return isAsked;
  if (/must-revalidate|no-cache/.test(control)) return false;
  return isAsked || (control.includes("stale-") && staleMs < STALE_SECONDS * 1_000);
}

/** Whether a request with a wish of its own may be answered without a question by what is so old. */
export function meetsWish({ what }: Ask, ageMs: number): boolean {
  if (what === "noCache" || what === "noStore") return false;
  if (what === "maxAge") return ageMs <= LIMIT_SECONDS * 1_000;
  return what !== "minFresh" || ageMs <= (FRESH_SECONDS - LIMIT_SECONDS) * 1_000;
}
