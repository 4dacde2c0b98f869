import type { Entry } from "../../entry/entry.ts";
import type { ByteSpan } from "../../http/fields/range.ts";
import type { Bytes, Chunks } from "../../http/messages.ts";
import { recut } from "../../platform/bytes/chunks-as-arrived.ts";
import { corruptBody } from "../../platform/bytes/corrupt-body.ts";
import { discard } from "../../platform/bytes/drained.ts";
import { quietly } from "../../platform/concurrency/awaitable.ts";
import { type RestOfBody, requestForRest, restIn } from "../../policy/answer/rest-of-body.ts";
import type { Exchange } from "../session/exchange.ts";

/**
 * A stored body, in the chunks in which it arrived, that goes on from the origin where the store cannot go on, whatever the reason. Only a strong entity tag proves that what the
 * origin has is the same; without one, the body fails as the store did.
 *
 * @param span what of the body is handed out; left out, all of it
 */
export function continuedBody(
  exchange: Exchange,
  entry: Entry,
  stored: Chunks,
  span: ByteSpan | undefined,
): Chunks {
  const body: Chunks = {
    [Symbol.asyncIterator]: () => new ContinuedBody(exchange, entry, stored[Symbol.asyncIterator](), span),
  };
  const { chunkBytes } = entry;
  return span === undefined && chunkBytes !== undefined ? recut(body, chunkBytes) : body;
}

// No generator: one that was never started does not pass `return` on.
class ContinuedBody implements AsyncIterator<Uint8Array> {
  readonly #exchange: Exchange;
  readonly #entry: Entry;
  readonly #span: ByteSpan | undefined;
  #source: AsyncIterator<Uint8Array>;
  #given = 0;
  #isStored = true;
  #hasLeft = false;

  constructor(
    exchange: Exchange,
    entry: Entry,
    source: AsyncIterator<Uint8Array>,
    span: ByteSpan | undefined,
  ) {
    this.#exchange = exchange;
    this.#entry = entry;
    this.#source = source;
    this.#span = span;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      const result = await this.#source.next();
      if (!result.done) this.#given += result.value.length;
      return result;
    } catch (error) {
      if (!this.#isStored) throw error;
      this.#isStored = false;
      const rest = await this.#rest();
      if (rest === undefined) throw error;
      this.#source = rest[Symbol.asyncIterator]();
      if (this.#hasLeft) await this.#source.return?.();
      return this.#source.next();
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#hasLeft = true;
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  /** undefined: nothing proves that the origin has the same, or it has not. */
  async #rest(): Promise<Chunks | undefined> {
    const { request, settings, directives, send } = this.#exchange;
    if (settings.onlyIfCached || directives.onlyIfCached) return undefined;
    const from = (this.#span?.start ?? 0) + this.#given;
    const wanted = { start: from, ...(this.#span && { end: this.#span.end }) };
    const question = requestForRest(this.#entry, request, wanted);
    if (question === undefined) return undefined;
    try {
      const response = await send(question, { signal: request.signal, why: "miss" });
      const rest = restIn(this.#entry, response, wanted);
      if (rest !== undefined && response.body !== null) return restOf(response.body, rest);
      discard(response);
      return undefined;
    } catch {
      // Told by what the store did: that the origin failed too makes it no other failure.
      return undefined;
    }
  }
}

function restOf(body: Bytes | Chunks, { skip, take }: RestOfBody): Chunks {
  const chunks = body instanceof Uint8Array ? once(body) : body;
  return { [Symbol.asyncIterator]: () => restFrom(chunks[Symbol.asyncIterator](), skip, take) };
}

function restFrom(
  source: AsyncIterator<Uint8Array>,
  skip: number,
  take: number | undefined,
): AsyncIterator<Uint8Array> {
  let toSkip = skip;
  let left = take ?? Number.POSITIVE_INFINITY;
  const end = { done: true, value: undefined } as const;
  return {
    async next() {
      while (left > 0) {
        const result = await source.next();
        if (result.done && (toSkip > 0 || take !== undefined))
          throw corruptBody("is longer than the origin's");
        if (result.done) return result;
        const chunk = result.value.subarray(toSkip, toSkip + left);
        toSkip = Math.max(0, toSkip - result.value.length);
        left -= chunk.length;
        if (chunk.length > 0) return { done: false, value: chunk };
      }
      quietly(() => source.return?.());
      return end;
    },
    async return() {
      await source.return?.();
      return end;
    },
  };
}

async function* once(bytes: Uint8Array): Chunks {
  yield bytes;
}
