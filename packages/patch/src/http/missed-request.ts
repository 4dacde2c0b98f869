import type { Awaitable, Miss, Missed } from "@rcache/core";
import { LeaderLeft } from "../leader-left.ts";
import { mark } from "../marks.ts";
import { isPassedOver } from "../passed-over.ts";
import { besideTheCache } from "../process/process-state.ts";
import type { NodeRequest, NodeResponse } from "./client-request.ts";
import { HeldEvents } from "./held-events.ts";
import { pairsOf } from "./raw-pairs.ts";

type CopiedBody = NonNullable<Missed["copy"]>;

/**
 * A miss on its way to the origin, as its caller sent it. What arrives is told to the cache, and copied for it, in passing: bytes, pace, errors
 * and trailers are the platform's.
 */
export class MissedRequest {
  readonly #miss: Miss;
  readonly #events: HeldEvents;
  readonly #onEnd: () => void;
  #isAnswered = false;
  #copy: CopiedBody | undefined;

  /** @param onEnd is called once, when nothing more can come */
  constructor(request: NodeRequest, miss: Miss, onEnd: () => void) {
    this.#miss = miss;
    this.#onEnd = onEnd;
    this.#events = new HeldEvents(
      request,
      (event, first) => this.#told(event, first),
      () => this.#over(),
    );
  }

  /** The caller destroys the request: who waits for its answer asks by itself. */
  callerLeaves(): void {
    if (!this.#isAnswered) this.#failed(new LeaderLeft());
  }

  #told(event: string, first: unknown): void {
    if (event === "response") {
      this.#received(first as NodeResponse); // the cast: what Node emits
      return;
    }
    if (!this.#isAnswered) this.#failed(event === "error" ? first : new LeaderLeft());
    this.#events.release();
  }

  #failed(error: unknown): void {
    this.#isAnswered = true;
    besideTheCache(() => this.#miss.failed(error));
  }

  #received(response: NodeResponse): void {
    const missed = this.#isAnswered ? undefined : this.#judged(response);
    if (missed instanceof Promise) this.#wait(response, missed);
    else this.#release(response, missed);
  }

  /** undefined where the cache cannot tell: what is wrong with it has been said. */
  #judged({ statusCode = 0, statusMessage = "", rawHeaders }: NodeResponse): Awaitable<Missed> | undefined {
    this.#isAnswered = true;
    const head = { status: statusCode, statusText: statusMessage, headers: pairsOf(rawHeaders) };
    try {
      return besideTheCache(() => this.#miss.answered(head));
    } catch (error) {
      isPassedOver(error);
      return undefined;
    }
  }

  /** What is stored of the origin goes first. What arrives meanwhile is not kept: it was asked for before. */
  #wait(response: NodeResponse, missed: Promise<Missed>): void {
    missed.then(
      ({ cache, copy }) => {
        copy?.abandon();
        process.nextTick(() => this.#release(response, { cache, copy: undefined }));
      },
      () => process.nextTick(() => this.#release(response, undefined)),
    );
  }

  #release(response: NodeResponse, missed: Missed | undefined): void {
    if (missed !== undefined) {
      mark(response, missed.cache);
      this.#copy = missed.copy;
      if (missed.copy !== undefined) copyInto(missed.copy, response);
    }
    // Who follows a redirect lets go of its body unread. In the next tick, what came with the head has been copied.
    if (this.#copy !== undefined && isRedirect(response)) process.nextTick(() => this.#events.release());
    else this.#events.release();
  }

  #over(): void {
    this.callerLeaves();
    if (this.#copy !== undefined) besideTheCache(() => this.#copy?.abandon());
    this.#onEnd();
  }
}

function isRedirect({ statusCode = 0 }: NodeResponse): boolean {
  return statusCode >= 300 && statusCode < 400;
}

/** Copies what a response receives. It is read no faster than the store takes it. */
function copyInto(copy: CopiedBody, response: NodeResponse): void {
  const { push } = response;
  let isWanted = true;
  response.push = function pushCopied(this: NodeResponse, piece: unknown, encoding?: BufferEncoding) {
    if (piece instanceof Uint8Array) isWanted = besideTheCache(() => copy.take(piece));
    else if (piece === null) besideTheCache(() => endCopy(this, copy));
    return push.call(this, piece, encoding) && isWanted;
  };
  copy.onRoom = () => {
    isWanted = true;
    if (!response.destroyed && response.readableLength < response.readableHighWaterMark) response._read(0);
  };
}

/** What was dumped was not passed on, and its end proves nothing. */
function endCopy(response: NodeResponse, copy: CopiedBody): void {
  if (response.complete && !response._dumped) copy.end();
  else copy.abandon();
}
