import type { Chunks } from "@rcache/core/backend";
import { damagedBody } from "./chunked.ts";

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const BLOCK_HEADER_BYTES = 3;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
/** A block of this type stands as one byte, however long it becomes. */
const RUN_LENGTH = 1;

/** The field that comes next: so many bytes, and what they mean. */
interface Field {
  readonly bytes: number;
  /** Given its bytes, the field after it; undefined: the frame is at its end. Without it the field is skipped, and `after` comes next. */
  next?(bytes: readonly number[]): Field | undefined;
  readonly after?: Field | undefined;
}

/**
 * The same chunks, which have to be one whole Zstandard frame (RFC 8878 §3.1.1), as `zstdCompress` writes it. Node 22's decoder takes one that
 * is cut off for the whole, and says nothing; only blocks' lengths are looked at.
 */
export async function* wholeZstdFrame(chunks: Chunks): Chunks {
  let field: Field | undefined = { bytes: MAGIC.length + 1, next: afterDescriptor };
  let left = field.bytes;
  let kept: number[] = [];
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (field === undefined) throw damagedBody("something follows its frame");
      const taken: number = Math.min(left, chunk.length - at);
      if (field.next !== undefined) kept.push(...chunk.subarray(at, at + taken));
      at += taken;
      left -= taken;
      while (field !== undefined && left === 0) {
        field = field.next === undefined ? field.after : field.next(kept);
        kept = [];
        left = field?.bytes ?? 0;
      }
    }
    yield chunk;
  }
  if (field !== undefined) throw damagedBody("its frame is cut off");
}

function afterDescriptor(bytes: readonly number[]): Field {
  const descriptor = bytes[MAGIC.length] ?? 0;
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) throw damagedBody("it is no Zstandard frame");
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = CONTENT_SIZE_BYTES[descriptor >> 6] ?? 0;
  const header =
    (isSingleSegment ? Math.max(1, sizeBytes) : 1 + sizeBytes) + (DICTIONARY_BYTES[descriptor & 3] ?? 0);
  const checksum = (descriptor & 4) === 0 ? undefined : { bytes: 4 };
  return { bytes: header, after: blockHeader(checksum) };
}

function blockHeader(checksum: Field | undefined): Field {
  const header: Field = {
    bytes: BLOCK_HEADER_BYTES,
    next([low = 0, middle = 0, high = 0]) {
      const bits = low | (middle << 8) | (high << 16);
      const isLast = (bits & 1) !== 0;
      const bytes = ((bits >> 1) & 3) === RUN_LENGTH ? 1 : bits >> 3;
      return { bytes, after: isLast ? checksum : header };
    },
  };
  return header;
}
