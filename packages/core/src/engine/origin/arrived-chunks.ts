import type { Entry } from "../../entry/entry.ts";
import { hasField } from "../../http/fields/fields.ts";
import type { HttpResponse } from "../../http/messages.ts";

/** Beyond so many, neighbours are taken together. A stream of a language model has some hundreds. */
const MOST_CHUNKS = 4_096;
/** Chunks that are longer on average end where the transport's buffers do: nobody has meant their ends. */
const LONGEST_AVERAGE_BYTES = 16_384;

/** Remembers where the chunks of a streamed body ended, so that a hit can hand it out in the same. */
export class ArrivedChunks {
  readonly #lengths: number[] = [];
  #bytes = 0;
  #count = 0;
  /** How many chunks are taken together as one. */
  #together = 1;

  take(bytes: number): void {
    if (bytes === 0) return;
    this.#bytes += bytes;
    const isFirst = this.#count++ % this.#together === 0;
    if (isFirst && this.#lengths.length === MOST_CHUNKS) this.#halve();
    this.#lengths.push(isFirst ? bytes : (this.#lengths.pop() ?? 0) + bytes);
  }

  /** What an entry keeps of them: nothing of a single chunk, nor of a mere transfer. */
  kept(): Pick<Entry, "chunkBytes"> {
    const { length } = this.#lengths;
    const isWorth = length > 1 && this.#bytes < length * LONGEST_AVERAGE_BYTES;
    return isWorth ? { chunkBytes: this.#lengths } : {};
  }

  #halve(): void {
    const halved: number[] = [];
    for (let i = 0; i < this.#lengths.length; i += 2)
      halved.push((this.#lengths[i] ?? 0) + (this.#lengths[i + 1] ?? 0));
    this.#lengths.length = 0;
    this.#lengths.push(...halved);
    this.#together *= 2;
  }
}

/** undefined where nobody streams: the origin knew the length before it sent the body, or the answer is a part. */
export function arrivedChunks({ headers }: HttpResponse, entry: Entry): ArrivedChunks | undefined {
  return entry.part === undefined && !hasField(headers, "content-length") ? new ArrivedChunks() : undefined;
}
