import type { Collection, Db } from "mongodb";
import type { BodyBytes, BytesWriter } from "./body-bytes.ts";
import { openChunks } from "./numbered-chunks.ts";

interface ChunkDocument {
  readonly _id: string;
  readonly data: Uint8Array;
}

/** Written into the format: where a byte is follows from it. */
const CHUNK_BYTES = 524_288;
const CHUNK_DIGITS = 8;
const REMOVED_AT_ONCE = 100;

/** Bodies in a collection, 512 KiB a document; the `_id` is the body's and the chunk's number. */
export function chunkCollection(db: Db, prefix: string): BodyBytes {
  const chunks: Collection<ChunkDocument> = db.collection(`${prefix}chunks`, { promoteBuffers: true });
  return {
    write: (id) => chunkWriter(chunks, id),
    open: (id, fromByte, bytes) =>
      openChunks(
        {
          chunkBytes: CHUNK_BYTES,
          count: () => {
            const end = chunkId(id, Math.ceil(bytes / CHUNK_BYTES));
            return chunks.countDocuments({ _id: { $gte: chunkId(id, 0), $lt: end } });
          },
          read: async (index) => (await chunks.findOne({ _id: chunkId(id, index) }))?.data,
        },
        fromByte,
        bytes,
      ),
    remove: (id) => removeChunks(chunks, id),
    clear: async () => {
      await chunks.deleteMany({});
    },
  };
}

function chunkId(id: string, index: number): string {
  return `${id} ${String(index).padStart(CHUNK_DIGITS, "0")}`;
}

function chunkWriter(chunks: Collection<ChunkDocument>, id: string): BytesWriter {
  const buffer = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  let written = 0;
  const writeChunk = async (data: Uint8Array): Promise<void> => {
    await chunks.insertOne({ _id: chunkId(id, written), data });
    written += 1;
  };
  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + CHUNK_BYTES - filled);
        buffer.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        if (filled < CHUNK_BYTES) continue;
        // The driver has sent it when this settles, so that it may be filled again.
        await writeChunk(buffer);
        filled = 0;
      }
    },
    end: () => (filled > 0 ? writeChunk(buffer.subarray(0, filled)) : Promise.resolve()),
    abort: () => removeChunks(chunks, id),
  };
}

/** By their names, one slice after the other: they have no other index. Numbered without gaps, so that an empty slice is the end. */
async function removeChunks(chunks: Collection<ChunkDocument>, id: string): Promise<void> {
  for (let first = 0; ; first += REMOVED_AT_ONCE) {
    const ids = Array.from({ length: REMOVED_AT_ONCE }, (_, n) => chunkId(id, first + n));
    const { deletedCount } = await chunks.deleteMany({ _id: { $in: ids } });
    if (deletedCount < REMOVED_AT_ONCE) return;
  }
}
