import type { HandledResponse, HttpRequest, HttpResponse, SendContext } from "@rcache/core";
import { CallerSignal } from "../caller-signal.ts";
import { LeaderLeft } from "../leader-left.ts";
import { isPassedOver } from "../passed-over.ts";
import { BYPASS, type InstalledCache, state } from "../process/process-state.ts";
import { Collected, newCollector, oldCollector, progressOf } from "./collect.ts";
import { type DispatchHandler, type DispatchOptions, isNewHandler } from "./dispatch-types.ts";
import type { DispatchedRequest } from "./dispatched-request.ts";
import { dropAnswer, giveAnswer } from "./give-answer.ts";
import { type Receiver, receiverOf } from "./receiver.ts";

/** What the hook found. */
export interface HookedDispatch {
  readonly options: DispatchOptions;
  readonly handler: DispatchHandler;
  readonly asked: DispatchedRequest;
  readonly installed: InstalledCache;
  /** The dispatcher's own, below the hook. */
  readonly dispatch: (options: DispatchOptions, handler: DispatchHandler) => boolean;
}

/** One request of an undici dispatcher on its way through the cache. */
export class DispatchExchange {
  readonly #hooked: HookedDispatch;
  readonly #receiver: Receiver;
  readonly #signal = new CallerSignal();
  #collected: Collected | undefined;
  #hasSent = false;
  #isOver = false;

  constructor(hooked: HookedDispatch) {
    this.#hooked = hooked;
    this.#receiver = receiverOf(hooked.handler);
  }

  begin(): void {
    this.#hooked.installed.begin();
    // At once, so that a caller who leaves while another's answer is waited for is heard.
    this.#receiver.start((reason) => this.#callerLeaves(reason));
    if (!this.#isOver) this.#ask();
  }

  #ask(): void {
    const { installed, asked } = this.#hooked;
    const watched: HttpRequest = { ...asked, signal: this.#signal };
    const send = (each: HttpRequest, context: SendContext): Promise<HttpResponse> =>
      this.#send(each, context);
    state.scope
      .run(BYPASS, () => installed.cache.handle(watched, send))
      .then(
        (answer) => this.#answered(answer),
        (error: unknown) => this.#failed(error),
      );
  }

  #send(asked: HttpRequest, { signal }: SendContext): Promise<HttpResponse> {
    const { options, handler, dispatch, asked: original } = this.#hooked;
    const isFirst = !this.#hasSent;
    this.#hasSent = true;
    if (!isFirst && asked.body === "streaming")
      return Promise.reject(new TypeError("a streamed body cannot be sent twice"));
    const collected = new Collected(asked.method, asked.url, signal);
    this.#collected = collected;
    const progress = isFirst ? progressOf(handler) : undefined;
    const collector = isNewHandler(handler)
      ? newCollector(collected, progress)
      : oldCollector(collected, progress);
    dispatch({ ...options, ...sentFields(original, asked) }, collector);
    return collected.answer;
  }

  #answered(answer: HandledResponse): void {
    if (this.#isOver) {
      dropAnswer(answer);
      return;
    }
    const collected = answer.cache.fromCache ? undefined : this.#collected;
    giveAnswer(answer, this.#receiver, {
      signal: this.#signal,
      trailers: () => collected?.trailers ?? [],
      onEnd: () => this.#finish(),
    });
  }

  #failed(error: unknown): void {
    if (this.#isOver) return;
    const { dispatch, handler, options: given } = this.#hooked;
    // Somebody else's caller has left: this one still waits.
    if (error instanceof LeaderLeft) {
      this.#ask();
      return;
    }
    this.#finish();
    if (!this.#hasSent && isPassedOver(error)) dispatch(given, handler);
    else this.#receiver.fail(error);
  }

  #callerLeaves(reason: unknown): void {
    if (this.#isOver) return;
    this.#finish();
    this.#signal.fire(reason ?? new LeaderLeft());
    this.#receiver.fail(reason ?? new LeaderLeft());
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hooked.installed.end();
  }
}

/** The fields with what the cache has added; those of the connection as the caller gave them. */
function sentFields(original: DispatchedRequest, asked: HttpRequest): Pick<DispatchOptions, "headers"> {
  if (asked.headers === original.headers) return {};
  const passed = new Set(original.headers);
  const kept = original.lines.filter((line) => !passed.has(line));
  return { headers: [...kept, ...asked.headers].flat() };
}
