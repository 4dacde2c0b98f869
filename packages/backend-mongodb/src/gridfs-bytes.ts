import { finished } from "node:stream/promises";
import { corruptBody } from "@rcache/core/backend";
import type { Db, GridFSBucketWriteStream, ObjectId } from "mongodb";
import type { BodyBytes, BytesWriter } from "./body-bytes.ts";

/** A bucket's two collections, of which only what is asked for here is named. */
interface FileDocument {
  readonly _id: string;
  readonly length: number;
  readonly chunkSize: number;
}
interface ChunkDocument {
  readonly files_id: string;
}

/** Bodies as files of a bucket: `fs`, or `<cacheName>.fs` where several caches share a database. `_id` and name of a file are the body's id. */
export async function gridfsBytes(db: Db, prefix: string): Promise<BodyBytes> {
  const { GridFSBucket } = await import("mongodb");
  const bucketName = `${prefix}fs`;
  const bucket = new GridFSBucket(db, { bucketName });
  const files = db.collection<FileDocument>(`${bucketName}.files`);
  const chunks = db.collection<ChunkDocument>(`${bucketName}.chunks`);
  const remove = async (id: string): Promise<void> => {
    // Not the bucket's own: it fails where only chunks are left, as after a writer that died.
    await files.deleteOne({ _id: id });
    await chunks.deleteMany({ files_id: id });
  };
  return {
    write: (id) => fileWriter(bucket.openUploadStreamWithId(fileId(id), id), () => remove(id)),
    async isWhole(id, bytes) {
      // The chunks in the index alone: none of them is read.
      const [file, count] = await Promise.all([
        files.findOne({ _id: id }),
        chunks.countDocuments({ files_id: id }),
      ]);
      return file?.length === bytes && Math.ceil(bytes / file.chunkSize) === count;
    },
    async *read(id, fromByte, bytes) {
      if (fromByte >= bytes) return;
      const stream = bucket.openDownloadStream(fileId(id), { start: fromByte, end: bytes });
      try {
        // A copy: what comes is a view of what the driver has read.
        for await (const chunk of stream) yield Uint8Array.from<number>(chunk);
      } catch (error) {
        throw isDamage(error) ? corruptBody("has lost some of its chunks") : error;
      }
    },
    remove,
    clear: async () => {
      await files.deleteMany({});
      await chunks.deleteMany({});
    },
  };
}

/** A file that is not there, or a chunk of it that is missing or of another length. */
function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "MongoGridFSChunkError" || ("code" in error && error.code === "ENOENT");
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
