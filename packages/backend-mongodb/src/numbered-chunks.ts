import { type Chunks, corruptBody } from "@rcache/core/backend";

/** Where the chunks of one body are. */
export interface NumberedChunks {
  /** Of every chunk but the last. */
  readonly chunkBytes: number;
  /** How many of the body's chunks are there, or another number where something else shows that it is not whole. None of them is read. */
  count(): Promise<number>;
  /** The bytes of one chunk; undefined where it is not there. */
  read(index: number): Promise<Uint8Array | undefined>;
}

/** Opens a body of so many bytes: that it is whole, and its first chunk, are asked for at once. undefined where it is not whole. */
export async function openChunks(
  chunks: NumberedChunks,
  fromByte: number,
  bytes: number,
): Promise<Chunks | undefined> {
  const index = Math.floor(fromByte / chunks.chunkBytes);
  const [count, first] = await Promise.all([
    chunks.count(),
    fromByte < bytes ? chunks.read(index) : undefined,
  ]);
  if (count !== Math.ceil(bytes / chunks.chunkBytes)) return undefined;
  return readOn(chunks, { fromByte, bytes, first });
}

interface Beginning {
  readonly fromByte: number;
  readonly bytes: number;
  readonly first: Uint8Array | undefined;
}

/** One chunk after the other, so that no more than one is in memory. */
async function* readOn(chunks: NumberedChunks, { fromByte, bytes, first }: Beginning): Chunks {
  const { chunkBytes } = chunks;
  let read = first;
  for (let at = fromByte; at < bytes; read = undefined) {
    const chunk: Uint8Array | undefined = read ?? (await chunks.read(Math.floor(at / chunkBytes)));
    const skip = at % chunkBytes;
    if (chunk === undefined || chunk.length <= skip) throw corruptBody(`ends at byte ${at} of ${bytes}`);
    at += chunk.length - skip;
    // A copy: what comes is a view of what the driver has read.
    yield new Uint8Array(chunk.subarray(skip));
  }
}
