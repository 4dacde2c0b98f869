import type {
  Address,
  BackendHost,
  BodyRef,
  BodyStore,
  BodyWriter,
  Chunks,
  Instant,
} from "@rcache/core/backend";
import type { Collection } from "mongodb";
import type { BodyBytes } from "./body-bytes.ts";
import type { BodyDocument, Opened } from "./open-database.ts";
import { bodyOf, type StoredDocument } from "./record-documents.ts";

/** For so long a body stays that somebody has begun to read, whatever becomes of its record; who reads longer asks again. */
const READING_MS = 10 * 60_000;
/** So much later a sweep looks again at a body that is owned. */
const LATER_MS = 60 * 60_000;

/** Which bodies there are: one document each. Their bytes stand elsewhere. */
export class MongodbBodies implements BodyStore {
  readonly #bodies: Collection<BodyDocument>;
  readonly #records: Collection<StoredDocument>;
  readonly #bytes: BodyBytes;
  readonly #host: BackendHost;

  constructor({ bodies, records }: Opened, bytes: BodyBytes, host: BackendHost) {
    this.#bodies = bodies;
    this.#records = records;
    this.#bytes = bytes;
    this.#host = host;
  }

  async create(_at: Address, id: string, keepUntilMs: Instant): Promise<BodyWriter> {
    await this.#bodies.insertOne({
      _id: id,
      state: "writing",
      sweepAtMs: keepUntilMs,
      bytes: 0,
      owner: null,
    });
    const writer = this.#bytes.write(id);
    let bytes = 0;
    let writing: Promise<unknown> = Promise.resolve();
    return {
      write: (chunk) => {
        bytes += chunk.length;
        const written = writer.write(chunk);
        writing = written.catch(() => undefined);
        return written;
      },
      commit: async () => {
        await writer.end();
        const committed = await this.#bodies.updateOne(
          { _id: id, state: "writing" },
          { $set: { state: "whole", bytes } },
        );
        if (committed.matchedCount === 0)
          throw new Error(`the body ${id} was not finished in its time, and was swept`);
      },
      abort: async () => {
        // What is under way would come after the removal, and stay.
        await writing;
        await writer.abort();
        await this.#bodies.deleteOne({ _id: id });
      },
    };
  }

  async open(ref: BodyRef, fromByte = 0): Promise<Chunks | undefined> {
    const [body, chunks] = await Promise.all([
      this.#bodies.findOne({ _id: ref.id }),
      this.#bytes.open(ref.id, fromByte, ref.bytes),
    ]);
    if (body === null || body.state !== "whole" || body.bytes !== ref.bytes) return undefined;
    if (chunks === undefined) return undefined;
    const nowMs = this.#host.nowMs();
    if (body.sweepAtMs < nowMs + READING_MS / 2 && !(await this.keep(ref, nowMs + READING_MS)))
      return undefined;
    return this.#read(ref, chunks);
  }

  async keep(ref: BodyRef, untilMs: Instant): Promise<boolean> {
    const kept = await this.#bodies.updateOne(
      { _id: ref.id, state: "whole" },
      { $max: { sweepAtMs: untilMs } },
    );
    return kept.matchedCount > 0;
  }

  /** From then on the body belongs to the record of this `_id`. false where it is gone. */
  async adopt(ref: BodyRef, owner: string): Promise<boolean> {
    const adopted = await this.#bodies.updateOne({ _id: ref.id, state: "whole" }, { $set: { owner } });
    return adopted.matchedCount > 0;
  }

  /** Removes at most so many bodies that nobody owns, and that nobody keeps any longer. */
  async sweep(limit: number): Promise<{ readonly more: boolean }> {
    const nowMs = this.#host.nowMs();
    const past = await this.#bodies
      .find({ sweepAtMs: { $lte: nowMs } })
      .limit(limit + 1)
      .toArray();
    for (const body of past.slice(0, limit)) await this.#sweepOne(body, nowMs);
    return { more: past.length > limit };
  }

  async clear(): Promise<void> {
    await this.#bodies.deleteMany({});
    await this.#bytes.clear();
  }

  async #sweepOne(body: BodyDocument, nowMs: Instant): Promise<void> {
    const unchanged = { _id: body._id, sweepAtMs: body.sweepAtMs, owner: body.owner };
    if (body.state === "whole" && (await this.#isOwned(body))) {
      await this.#bodies.updateOne(unchanged, { $set: { sweepAtMs: nowMs + LATER_MS } });
      return;
    }
    // Nobody can adopt, keep or open it from here on; where somebody has just done so, it stays.
    const marked = await this.#bodies.updateOne(unchanged, { $set: { state: "gone" } });
    if (marked.matchedCount === 0) return;
    await this.#bytes.remove(body._id);
    await this.#bodies.deleteOne({ _id: body._id });
  }

  async #isOwned({ _id, owner }: BodyDocument): Promise<boolean> {
    if (owner === null) return false;
    const record = await this.#records.findOne({ _id: owner }, { projection: { body: 1, kind: 1 } });
    return record !== null && bodyOf(record)?.id === _id;
  }

  async *#read(ref: BodyRef, chunks: Chunks): Chunks {
    let askAgainAtMs = this.#host.nowMs() + READING_MS / 4;
    for await (const chunk of chunks) {
      yield chunk;
      const nowMs = this.#host.nowMs();
      if (nowMs < askAgainAtMs) continue;
      askAgainAtMs = nowMs + READING_MS / 4;
      await this.keep(ref, nowMs + READING_MS);
    }
  }
}
