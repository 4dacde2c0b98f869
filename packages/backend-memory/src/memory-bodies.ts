import type { Address, BodyRef, BodyStore, BodyWriter, Bytes, Chunks, Instant } from "@rcache/core/backend";

const BLOCK_BYTES = 65_536;

interface Body {
  readonly id: string;
  readonly blocks: Bytes[];
  bytes: number;
  committed: boolean;
  /** Larger than there is room for bodies that nobody owns: its bytes are gone, and its record is refused. */
  oversized: boolean;
  /** Its bytes count among those of the records. */
  adopted: boolean;
  keepUntilMs: Instant;
  /** The slot of the record that names it. */
  owner: object | undefined;
}

/**
 * Bodies in blocks of 64 KiB. A reader holds the blocks themselves, so that it ends whatever happens to the body.
 *
 * A body pushes nothing out while it is written, because nobody knows yet how large it becomes: what is not adopted has room of its own.
 */
export class MemoryBodies implements BodyStore {
  readonly #mostUnowned: number;
  readonly #bodies = new Map<string, Body>();
  /** Of all bodies that a record owns, or has owned. */
  bytes = 0;
  /** Of the others, committed or not. */
  #unownedBytes = 0;

  /** @param mostUnowned bytes of all bodies that no record has adopted yet; one that finds no room among them is not kept */
  constructor(mostUnowned: number) {
    this.#mostUnowned = mostUnowned;
  }

  create(_at: Address, id: string, keepUntilMs: Instant): BodyWriter {
    if (this.#bodies.has(id)) throw new Error(`a body ${JSON.stringify(id)} exists already`);
    const body: Body = {
      id,
      blocks: [],
      bytes: 0,
      committed: false,
      oversized: false,
      adopted: false,
      keepUntilMs,
      owner: undefined,
    };
    this.#bodies.set(id, body);
    return {
      write: (chunk) => this.#write(body, chunk),
      commit: () => this.#commit(body),
      abort: () => this.#drop(body),
    };
  }

  open(ref: BodyRef, fromByte = 0): Chunks | undefined {
    const body = this.#bodies.get(ref.id);
    if (body === undefined || !body.committed || body.oversized || body.bytes !== ref.bytes) return undefined;
    return readFrom(body.blocks, fromByte);
  }

  keep(ref: BodyRef, untilMs: Instant): boolean {
    const body = this.#bodies.get(ref.id);
    if (body === undefined || !body.committed) return false;
    body.keepUntilMs = Math.max(body.keepUntilMs, untilMs);
    return true;
  }

  isOversized(ref: BodyRef): boolean {
    return this.#bodies.get(ref.id)?.oversized === true;
  }

  /** From now on the body lives as long as the owner names it. */
  adopt(ref: BodyRef, owner: object): void {
    const body = this.#bodies.get(ref.id);
    if (body === undefined) return;
    body.owner = owner;
    if (body.adopted) return;
    body.adopted = true;
    this.#unownedBytes -= body.bytes;
    this.bytes += body.bytes;
  }

  /** The owner names it no longer. It goes at once, unless somebody asked to keep it or another record took it over. */
  release(ref: BodyRef, owner: object, nowMs: Instant): void {
    const body = this.#bodies.get(ref.id);
    if (body === undefined || body.owner !== owner) return;
    body.owner = undefined;
    if (body.keepUntilMs <= nowMs) this.#drop(body);
  }

  /** Removes at most so many bodies that nobody owns, and that nobody keeps any longer. */
  sweep(limit: number, nowMs: Instant): { removed: number; more: boolean } {
    let removed = 0;
    for (const body of this.#bodies.values()) {
      if (body.owner !== undefined || body.keepUntilMs > nowMs) continue;
      if (removed >= limit) return { removed, more: true };
      this.#drop(body);
      removed += 1;
    }
    return { removed, more: false };
  }

  clear(): void {
    this.#bodies.clear();
    this.bytes = 0;
    this.#unownedBytes = 0;
  }

  #write(body: Body, chunk: Uint8Array): void {
    if (this.#bodies.get(body.id) !== body || body.oversized) return;
    if (this.#unownedBytes + chunk.byteLength > this.#mostUnowned) {
      this.#empty(body);
      return;
    }
    let at = 0;
    while (at < chunk.byteLength) {
      const filled = body.bytes % BLOCK_BYTES;
      let block = body.blocks.at(-1);
      if (filled === 0 || block === undefined) {
        block = new Uint8Array(BLOCK_BYTES);
        body.blocks.push(block);
      }
      const piece = chunk.subarray(at, at + BLOCK_BYTES - filled);
      block.set(piece, filled);
      body.bytes += piece.byteLength;
      at += piece.byteLength;
    }
    this.#unownedBytes += chunk.byteLength;
  }

  #commit(body: Body): void {
    const filled = body.bytes % BLOCK_BYTES;
    const last = body.blocks.at(-1);
    if (filled > 0 && last !== undefined) body.blocks.splice(-1, 1, last.slice(0, filled));
    body.committed = true;
  }

  #empty(body: Body): void {
    this.#unownedBytes -= body.bytes;
    body.bytes = 0;
    body.blocks.length = 0;
    body.oversized = true;
  }

  #drop(body: Body): void {
    if (this.#bodies.get(body.id) !== body) return;
    this.#bodies.delete(body.id);
    if (body.adopted) this.bytes -= body.bytes;
    else this.#unownedBytes -= body.bytes;
  }
}

async function* readFrom(blocks: readonly Bytes[], fromByte: number): Chunks {
  // The array itself is emptied only while a body is written, and only committed ones are read.
  for (let n = Math.floor(fromByte / BLOCK_BYTES); n < blocks.length; n++) {
    const block = blocks[n];
    const skip = Math.max(0, fromByte - n * BLOCK_BYTES);
    if (block !== undefined && skip < block.byteLength) yield block.slice(skip);
  }
}
