import {
  type AbortSignalLike,
  type Bytes,
  chunksAsArrived,
  type HandledResponse,
  type HeaderList,
} from "@rcache/core";
import { plainHeaders } from "../plain-headers.ts";
import type { Receiver } from "./receiver.ts";

/** What goes along with an answer. */
export interface GivenWith {
  readonly signal: AbortSignalLike;
  /** Known when the body has ended. */
  readonly trailers: () => HeaderList;
  readonly onEnd: () => void;
}

/** Statuses without a body whatever is stored (RFC 9110 §6.4.1). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** Gives an answer to who dispatched, at the pace of the reader. */
export function giveAnswer(answer: HandledResponse, receiver: Receiver, given: GivenWith): void {
  const isFromNetwork = !answer.cache.fromCache;
  try {
    receiver.head(answer.status, plainHeaders(answer), answer.statusText ?? "");
  } catch (error) {
    dropAnswer(answer);
    failed(error, receiver, given);
    return;
  }
  const body = BODILESS.has(answer.status) ? null : chunksAsArrived(answer.body, answer.chunkBytes);
  if (body === null) {
    ended(receiver, given);
    return;
  }
  if (!(body instanceof Uint8Array)) {
    void giveChunks(body, isFromNetwork, receiver, given);
    return;
  }
  const wait = receiver.ready();
  if (wait === undefined) giveWhole(body, receiver, given);
  else void wait.then(() => giveWhole(body, receiver, given));
}

/** Lets go of an answer that nobody waits for any more. */
export function dropAnswer({ body }: HandledResponse): void {
  if (body === null || body instanceof Uint8Array) return;
  body[Symbol.asyncIterator]()
    .return?.()
    .catch(() => undefined);
}

function giveWhole(body: Bytes, receiver: Receiver, given: GivenWith): void {
  if (given.signal.aborted) return;
  if (body.length > 0) receiver.data(body);
  const wait = receiver.ready();
  if (wait === undefined) ended(receiver, given);
  else void wait.then(() => ended(receiver, given));
}

async function giveChunks(
  chunks: AsyncIterable<Uint8Array>,
  isShared: boolean,
  receiver: Receiver,
  given: GivenWith,
): Promise<void> {
  try {
    await receiver.ready();
    for await (const chunk of chunks) {
      if (given.signal.aborted) return;
      // The store is still given these bytes, and a reader may write to its own.
      receiver.data(isShared ? new Uint8Array(chunk) : chunk);
      await receiver.ready();
      if (given.signal.aborted) return;
    }
    ended(receiver, given);
  } catch (error) {
    failed(error, receiver, given);
  }
}

function ended(receiver: Receiver, given: GivenWith): void {
  if (given.signal.aborted) return;
  given.onEnd();
  receiver.end(given.trailers());
}

function failed(error: unknown, receiver: Receiver, given: GivenWith): void {
  if (given.signal.aborted) return;
  given.onEnd();
  receiver.fail(error);
}
