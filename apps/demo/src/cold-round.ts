import type { HttpCache } from "@rcache/core";
import { DEMO_HOST } from "./demo-requests.ts";

/** Where the first run leaves a note for later ones: in the cache itself, so that `--clear` forgets it too. */
const NOTE = `${DEMO_HOST}/note-of-the-first-run`;

/** Keeps how long a round takes that finds nothing stored. */
export async function rememberColdRound(cache: HttpCache, ms: number): Promise<void> {
  const body = new TextEncoder().encode(String(ms));
  await cache.put(
    { method: "GET", url: NOTE, headers: [] },
    { status: 200, url: NOTE, headers: [["content-type", "text/plain"]], body, coding: "decoded" },
    { expireAfter: "1d" },
  );
}

/** How long the round took that found nothing stored, or undefined where nobody noted it. */
export async function coldRoundMs(cache: HttpCache): Promise<number | undefined> {
  const note = await cache.get(NOTE);
  const ms = note ? Number(new TextDecoder().decode(await note.body())) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}
