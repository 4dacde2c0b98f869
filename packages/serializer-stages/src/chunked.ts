import { type Chunks, RcacheError } from "@rcache/core/backend";
import { joinedBytes } from "./bytes.ts";

/** Of the plain body. */
export const CHUNK_BYTES = 65_536;

/** Seals or opens one piece of a body. `isLast` keeps a body from being cut off, `index` its pieces from being moved. */
export type PieceStage = (
  piece: Uint8Array,
  index: number,
  isLast: boolean,
) => Uint8Array | Promise<Uint8Array>;

/** Cuts a stream into pieces of one length but for the last, which may be empty only where all is, and changes each. */
export async function* inPieces(chunks: Chunks, pieceBytes: number, change: PieceStage): Chunks {
  let held: Uint8Array[] = [];
  let length = 0;
  let index = 0;
  for await (const chunk of chunks) {
    // A copy: whoever wrote it may use its memory again while a part of it waits here.
    held.push(chunk.slice());
    length += chunk.byteLength;
    if (length <= pieceBytes) continue;
    const whole = joinedBytes(held);
    let at = 0;
    // The last whole piece waits too: it may be the last of all.
    for (; length - at > pieceBytes; at += pieceBytes) {
      yield await change(whole.subarray(at, at + pieceBytes), index, false);
      index += 1;
    }
    held = [whole.subarray(at)];
    length -= at;
  }
  yield await change(joinedBytes(held), index, true);
}

/** Takes the first bytes off a stream; what is shorter throws. */
export async function takeHeader(
  chunks: Chunks,
  lengthOf: (start: Uint8Array) => number | undefined,
): Promise<{ readonly header: Uint8Array; readonly rest: Chunks }> {
  const source = chunks[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  for (;;) {
    const length = lengthOf(start);
    if (length !== undefined && start.byteLength >= length)
      return { header: start.subarray(0, length), rest: following(start.subarray(length), source) };
    const next = await source.next();
    if (next.done === true) throw damagedBody("it ends in its first bytes");
    start = joinedBytes([start, next.value]);
  }
}

async function* following(start: Uint8Array, source: AsyncIterator<Uint8Array>): Chunks {
  try {
    if (start.byteLength > 0) yield start;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  } finally {
    await source.return?.();
  }
}

/** What a reader of a body is told that is not as it was. */
export function damagedBody(why: string): RcacheError {
  return new RcacheError("RCACHE_BODY_CORRUPT", `a stored body cannot be opened: ${why}`, {
    remedy: "Send the request again: the entry was removed.",
  });
}
