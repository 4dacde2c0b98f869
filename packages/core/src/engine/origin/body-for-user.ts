import type { Chunks, HttpResponse } from "../../http/messages.ts";
import { checkedChunk } from "../../platform/bytes/chunks.ts";
import { joined } from "../../platform/bytes/gathered.ts";
import { quietly } from "../../platform/concurrency/awaitable.ts";
import { type ReadAheadLimits, readAhead } from "../../platform/concurrency/read-ahead.ts";

/**
 * The answer with its body in memory, for functions of the user that judge by it, as far as it may be read ahead. One that is longer, or
 * breaks off, stays a stream that begins with what was read: a failure of the body is its reader's to see.
 */
export async function bodyForUser(response: HttpResponse, limits: ReadAheadLimits): Promise<HttpResponse> {
  const { body } = response;
  if (body === null || body instanceof Uint8Array) return response;
  const source = body[Symbol.asyncIterator]();
  const ahead = readAhead(limits);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (!ahead.isFull()) {
      const result = await source.next();
      if (result.done) return withBody(response, joined(chunks, length));
      const chunk = checkedChunk(result.value);
      chunks.push(chunk);
      length += chunk.length;
      ahead.take(chunk.length);
    }
  } catch (error) {
    quietly(() => source.return?.());
    return withBody(response, begun(chunks, failing(error)));
  } finally {
    // From here on it is a body like any other in memory.
    ahead.giveAll();
  }
  return withBody(response, begun(chunks, source));
}

/** Not by a spread alone: an answer of another cache has getters. */
function withBody(response: HttpResponse, body: HttpResponse["body"]): HttpResponse {
  const { status, statusText, url, headers, coding, history } = response;
  return {
    status,
    url,
    headers,
    coding,
    body,
    ...(statusText !== undefined && { statusText }),
    ...(history !== undefined && { history }),
  };
}

// No generator: one that has not begun does not pass `return` on.
function begun(chunks: Uint8Array[], rest: AsyncIterator<Uint8Array>): Chunks {
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      const value = chunks.shift();
      return value === undefined ? rest.next() : Promise.resolve({ done: false, value });
    },
    async return() {
      chunks.length = 0;
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function failing(error: unknown): AsyncIterator<Uint8Array> {
  return { next: () => Promise.reject(error) };
}
