import { finished } from "node:stream/promises";
import type { Db, GridFSBucketWriteStream, ObjectId } from "mongodb";
import type { BodyBytes, BytesWriter } from "./body-bytes.ts";
import { openChunks } from "./numbered-chunks.ts";

/** A bucket's two collections, of which only what is asked for here is named. */
interface FileDocument {
  readonly _id: string;
  readonly length: number;
  readonly chunkSize: number;
}
interface ChunkDocument {
  readonly files_id: string;
  readonly n: number;
  readonly data: Uint8Array;
}

/** What drivers take unless told otherwise. */
const CHUNK_BYTES = 261_120;

/** Bodies as files of a bucket: `fs`, or `<cacheName>.fs` where several caches share a database. `_id` and name of a file are the body's id. */
export async function gridfsBytes(db: Db, prefix: string): Promise<BodyBytes> {
  const { GridFSBucket } = await import("mongodb");
  const bucketName = `${prefix}fs`;
  const bucket = new GridFSBucket(db, { bucketName, chunkSizeBytes: CHUNK_BYTES });
  const files = db.collection<FileDocument>(`${bucketName}.files`);
  const chunks = db.collection<ChunkDocument>(`${bucketName}.chunks`, { promoteBuffers: true });
  const remove = async (id: string): Promise<void> => {
    // Not the bucket's own: it fails where only chunks are left, as after a writer that died.
    await files.deleteOne({ _id: id });
    await chunks.deleteMany({ files_id: id });
  };
  return {
    write: (id) => fileWriter(bucket.openUploadStreamWithId(fileId(id), id), () => remove(id)),
    // Chunk by chunk, not by the bucket's own stream: that asks for a hundred at once, and has none before the last has come.
    open(id, fromByte, bytes) {
      const count = async (): Promise<number> => {
        const [file, found] = await Promise.all([
          files.findOne({ _id: id }),
          chunks.countDocuments({ files_id: id }),
        ]);
        return file?.length === bytes && file.chunkSize === CHUNK_BYTES ? found : Number.NaN;
      };
      const read = async (n: number): Promise<Uint8Array | undefined> =>
        (await chunks.findOne({ files_id: id, n }))?.data;
      return openChunks({ chunkBytes: CHUNK_BYTES, count, read }, fromByte, bytes);
    },
    remove,
    clear: async () => {
      await files.deleteMany({});
      await chunks.deleteMany({});
    },
  };
}

function fileId(id: string): ObjectId {
  // The cast: the driver's types know one kind of `_id`, GridFS takes any.
  return id as unknown as ObjectId;
}

function fileWriter(stream: GridFSBucketWriteStream, remove: () => Promise<void>): BytesWriter {
  // Heard again by whoever writes next; an error without a listener would end the process.
  stream.on("error", () => undefined);
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
    end: async () => {
      stream.end();
      await finished(stream);
    },
    abort: async () => {
      stream.destroy();
      await remove();
    },
  };
}
