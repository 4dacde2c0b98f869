import type { Address, BodyRef, BodyStore, BodyWriter, Chunks, Instant } from "@rcache/core/backend";
import type { Connection } from "./connection.ts";
import type { Room } from "./room.ts";

/** So much of a body is in memory at a time while it is read. */
const CHUNK_BYTES = 262_144;
/** So much is gathered before it is handed to the browser, which keeps large blobs on disk. */
const BLOCK_BYTES = 1_048_576;

/** Bodies as blobs, a row a body. Until it is committed, nothing of a body is in the database. */
export class IndexedDbBodies implements BodyStore {
  readonly #connection: Connection;
  readonly #room: Room;

  constructor(connection: Connection, room: Room) {
    this.#connection = connection;
    this.#room = room;
  }

  create(_at: Address, id: string, keepUntilMs: Instant): BodyWriter {
    let blob = new Blob();
    let pieces: Uint8Array<ArrayBuffer>[] = [];
    let gathered = 0;
    const seal = (): void => {
      blob = new Blob([blob, ...pieces]);
      pieces = [];
      gathered = 0;
    };
    return {
      write(chunk) {
        // The writer may use the chunk again.
        pieces.push(new Uint8Array(chunk));
        gathered += chunk.byteLength;
        if (gathered >= BLOCK_BYTES) seal();
      },
      commit: () => {
        seal();
        return this.#add(id, blob, keepUntilMs);
      },
      abort() {
        pieces = [];
        blob = new Blob();
      },
    };
  }

  async open(ref: BodyRef, fromByte = 0): Promise<Chunks | undefined> {
    const row = await (await this.#connection.database()).get("bodies", ref.id);
    if (row === undefined || row.blob.size !== ref.bytes) return undefined;
    return chunksOf(row.blob, fromByte);
  }

  keep(ref: BodyRef, untilMs: Instant): Promise<boolean> {
    return this.#connection.change(["bodies"], async (transaction) => {
      const bodies = transaction.objectStore("bodies");
      const row = await bodies.get(ref.id);
      if (row === undefined) return false;
      const keepUntilMs = Math.max(row.keepUntilMs, untilMs);
      const orphan = row.orphanUntilMs === undefined ? {} : { orphanUntilMs: keepUntilMs };
      await bodies.put({ ...row, keepUntilMs, ...orphan });
      return true;
    });
  }

  #add(id: string, blob: Blob, keepUntilMs: Instant): Promise<void> {
    return this.#room.for(() =>
      this.#connection.change(["bodies"], async (transaction) => {
        await transaction.objectStore("bodies").add({ id, blob, keepUntilMs, orphanUntilMs: keepUntilMs });
      }),
    );
  }
}

async function* chunksOf(blob: Blob, fromByte: number): Chunks {
  for (let at = fromByte; at < blob.size; at += CHUNK_BYTES)
    yield new Uint8Array(await blob.slice(at, at + CHUNK_BYTES).arrayBuffer());
}
