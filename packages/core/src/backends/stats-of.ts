import type { Backend, RecordHead } from "../contracts/backend.ts";

/** Computes `stats` for a backend whose store does not count by itself. It reads the heads one after the other, so that memory use stays flat. */
export async function statsOf(
  heads: AsyncIterable<RecordHead>,
): Promise<Awaited<ReturnType<NonNullable<Backend["stats"]>>>> {
  let entries = 0;
  let bytes = 0;
  for await (const head of heads) {
    entries += 1;
    bytes += head.bytes;
  }
  return { entries, bytes };
}
