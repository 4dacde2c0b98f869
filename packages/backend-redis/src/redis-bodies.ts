import {
  type Address,
  type BodyRef,
  type BodyStore,
  type BodyWriter,
  type Chunks,
  type Instant,
  RcacheError,
} from "@rcache/core/backend";
import { COMMIT_BODY, KEEP_BODY, OPEN_BODY } from "./body-scripts.ts";
import { type KeyNames, oneLine } from "./key-names.ts";
import { asBuffer, isWrongType, listOf, type RedisCommands, textOf } from "./redis-commands.ts";

/** Every chunk but the last has so many bytes: the one that holds a byte follows from its number. */
const CHUNK_BYTES = 262_144;
/** How long a body stays after its record is gone: a reader that has begun reads on. */
export const GRACE_MS = 600_000;
/** A reader that is slower than that says from time to time that it is still there. */
const KEEP_EVERY_MS = 120_000;

/** One body's keys. */
interface BodyKeys {
  readonly base: string;
  readonly name: string;
  readonly meta: string;
}

/** Keeps large bodies in chunks, in the slot of their target. What was never committed goes by native expiry. */
export class RedisBodies implements BodyStore {
  readonly #commands: RedisCommands;
  readonly #names: KeyNames;
  readonly #nowMs: () => Instant;

  constructor(commands: RedisCommands, names: KeyNames, nowMs: () => Instant) {
    this.#commands = commands;
    this.#names = names;
    this.#nowMs = nowMs;
  }

  create(at: Address, id: string, keepUntilMs: Instant): BodyWriter {
    const keys = this.#keysOf(at.target, id);
    const keptForMs = (): number => Math.max(0, keepUntilMs - this.#nowMs()) + GRACE_MS;
    const pending = new Uint8Array(CHUNK_BYTES);
    let filled = 0;
    let chunks = 0;
    let bytes = 0;
    const save = async (): Promise<void> => {
      const key = chunkKey(keys, chunks);
      chunks += 1;
      // The reply comes before the next chunk is taken, so that `pending` may be filled again.
      await this.#commands.call("SET", key, asBuffer(pending.subarray(0, filled)), "PX", keptForMs());
      filled = 0;
    };
    return {
      write: async (chunk) => {
        bytes += chunk.length;
        for (let from = 0; from < chunk.length; ) {
          const piece = chunk.subarray(from, from + CHUNK_BYTES - filled);
          pending.set(piece, filled);
          filled += piece.length;
          from += piece.length;
          if (filled === CHUNK_BYTES) await save();
        }
      },
      commit: async () => {
        if (filled > 0) await save();
        const args = [keys.base, keys.name, bytes, chunks, keepUntilMs, keptForMs()];
        const committed = await this.#commands.count(COMMIT_BODY, [keys.meta], args);
        if (committed === 0) throw bodyLost(id, "before it was committed");
      },
      abort: async () => {
        filled = 0;
        const written = Array.from({ length: chunks }, (_, n) => chunkKey(keys, n));
        await this.#commands.unlink([keys.meta, ...written]);
      },
    };
  }

  /** The length and the first chunk come in one round trip. */
  async open(ref: BodyRef, fromByte = 0): Promise<Chunks | undefined> {
    const keys = this.#keysOf(ref.target, ref.id);
    const first = Math.floor(fromByte / CHUNK_BYTES);
    const reply = listOf(await this.#commands.run(OPEN_BODY, [keys.meta], [keys.base, keys.name, first]));
    const [length, chunk] = reply;
    if (length === undefined || length === null) return undefined;
    const bytes = Number(textOf(length));
    if (bytes !== ref.bytes) return undefined;
    if (fromByte >= bytes) return none();
    return chunk instanceof Uint8Array ? this.#read(keys, ref, { bytes, fromByte, chunk }) : undefined;
  }

  async keep(ref: BodyRef, untilMs: Instant): Promise<boolean> {
    const keys = this.#keysOf(ref.target, ref.id);
    const forMs = Math.max(0, untilMs - this.#nowMs()) + GRACE_MS;
    return (await this.#commands.count(KEEP_BODY, [keys.meta], [keys.base, keys.name, untilMs, forMs])) > 0;
  }

  async *#read(
    keys: BodyKeys,
    ref: BodyRef,
    from: { readonly bytes: number; readonly fromByte: number; readonly chunk: Uint8Array },
  ): Chunks {
    const count = Math.ceil(from.bytes / CHUNK_BYTES);
    let keptAtMs = this.#nowMs();
    let chunk: Uint8Array | undefined = from.chunk.subarray(from.fromByte % CHUNK_BYTES);
    for (let n = Math.floor(from.fromByte / CHUNK_BYTES); n < count; n += 1) {
      chunk ??= await this.#chunk(keys, n);
      if (chunk === undefined) throw bodyLost(ref.id, `at chunk ${n} of ${count}`);
      yield new Uint8Array(chunk);
      chunk = undefined;
      if (this.#nowMs() - keptAtMs < KEEP_EVERY_MS) continue;
      keptAtMs = this.#nowMs();
      await this.keep(ref, keptAtMs);
    }
  }

  async #chunk(keys: BodyKeys, n: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#commands.bytes("GET", chunkKey(keys, n));
    } catch (error) {
      if (isWrongType(error)) return undefined;
      throw error;
    }
  }

  #keysOf(target: string, id: string): BodyKeys {
    const base = this.#names.base(target);
    const name = oneLine(id);
    return { base, name, meta: `${base}b:${name}` };
  }
}

function chunkKey(keys: BodyKeys, n: number): string {
  return `${keys.base}c:${keys.name}:${n}`;
}

function bodyLost(id: string, when: string): RcacheError {
  return new RcacheError("RCACHE_BODY_CORRUPT", `Redis lost the body ${id} ${when}`, {
    remedy: "Give the server more memory, or let it evict less.",
  });
}

async function* none(): Chunks {}
