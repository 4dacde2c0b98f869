import type { BodyRef, BodyStore, Chunks, Instant } from "@rcache/core/backend";

/** One committed body. */
export interface KeptBody {
  readonly chunks: readonly Uint8Array[];
  readonly keepUntilMs: Instant;
}

/** Bodies as lists of chunks in a map, which holds nothing that is not committed. */
export function referenceBodies(kept: Map<string, KeptBody>): BodyStore {
  const find = (ref: BodyRef): KeptBody | undefined => {
    const body = kept.get(ref.id);
    return body !== undefined && lengthOf(body.chunks) === ref.bytes ? body : undefined;
  };
  return {
    create(_, id, keepUntilMs) {
      const chunks: Uint8Array[] = [];
      return {
        write(chunk) {
          chunks.push(chunk.slice());
        },
        commit() {
          kept.set(id, { chunks, keepUntilMs });
        },
        abort() {
          chunks.length = 0;
        },
      };
    },
    open(ref, fromByte = 0) {
      const body = find(ref);
      // A reader holds the chunks themselves, so it reads on when the body is swept.
      return body === undefined ? undefined : chunksFrom(body.chunks, fromByte);
    },
    keep(ref, untilMs) {
      const body = find(ref);
      if (body === undefined) return false;
      kept.set(ref.id, { ...body, keepUntilMs: Math.max(body.keepUntilMs, untilMs) });
      return true;
    },
  };
}

async function* chunksFrom(chunks: readonly Uint8Array[], fromByte: number): Chunks {
  let skip = fromByte;
  for (const chunk of chunks) {
    if (skip < chunk.length) yield chunk.slice(skip);
    skip = Math.max(0, skip - chunk.length);
  }
}

function lengthOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
