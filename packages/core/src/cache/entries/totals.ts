import type { Session } from "../../engine/session/session.ts";
import { asked } from "../cache-life.ts";
import type { CacheStats } from "../http-cache.ts";
import { unsupported } from "../open-backend.ts";

export async function statsOf(session: Session): Promise<CacheStats> {
  const { hits, misses } = session.engine.counters;
  const { entries, bytes } = await totals(session, "stats");
  return { entries, bytes, hits, misses };
}

export async function sizeOf(session: Session): Promise<number> {
  return (await totals(session, "size")).bytes;
}

/** Counted by the backend where it can, else one by one. */
export async function totals(session: Session, call: string): Promise<{ entries: number; bytes: number }> {
  return asked(session, call, async (backend) => {
    if (backend.stats !== undefined) return backend.stats();
    if (backend.scan === undefined) throw unsupported(backend, "stats or scan", call);
    let entries = 0;
    let bytes = 0;
    for await (const head of backend.scan({})) {
      entries += 1;
      bytes += head.bytes;
    }
    return { entries, bytes };
  });
}
