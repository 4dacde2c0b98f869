import { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { Bypass, HandledResponse, HttpRequest, HttpResponse, Miss, SendContext } from "@rcache/core";
import { CallerSignal } from "../caller-signal.ts";
import { drain } from "../drain.ts";
import { LeaderLeft } from "../leader-left.ts";
import { mark } from "../marks.ts";
import { isPassedOver } from "../passed-over.ts";
import { BYPASS, type InstalledCache, type Scope, state } from "../process/process-state.ts";
import { clearRealTimeout, setRealImmediate, setRealTimeout } from "../process/real-timers.ts";
import { type AskedRequest, askedRequest } from "./asked-request.ts";
import {
  type AgentLike,
  type NodeRequest,
  type NodeResponse,
  type OnSocket,
  type RequestTarget,
  SEEN,
} from "./client-request.ts";
import { detach } from "./detached.ts";
import { HeldEvents } from "./held-events.ts";
import { MissedRequest } from "./missed-request.ts";
import { answerOf, copied, type OwnAnswer } from "./own-answer.ts";
import { passesAtOnce, passesBy, tellBefore } from "./passed-request.ts";
import { sendAnew } from "./send-anew.ts";
import { serveStored } from "./serve-stored.ts";

/** What a hook found: a request that waits, and how it goes on if the cache has no part in it. */
export interface HookedRequest {
  readonly request: NodeRequest;
  readonly target: RequestTarget;
  readonly agent: AgentLike | undefined;
  readonly installed: InstalledCache;
  /** Node's own, by which a request is told that it gets no socket. */
  readonly onSocket: OnSocket;
  readonly goOn: () => void;
  /** A socket that is there already; where the cache answers, nobody needs it. */
  readonly spare?: Socket | undefined;
}

/** Takes a request up: what becomes of it is decided when it is complete, unless its method decides. */
export function takeUp(hooked: HookedRequest): void {
  const { request, goOn } = hooked;
  request[SEEN] = true;
  if (!mayBeLookedUp(request) && passesAtOnce(hooked)) goOn();
  else process.nextTick(decide, hooked, false);
}

/** At the end of the turn in which it was made, or one later for those who end it after a promise. */
function decide(hooked: HookedRequest, isLast: boolean): void {
  const { request, target, agent, goOn } = hooked;
  if (request.destroyed) {
    goOn();
    return;
  }
  const isLookedUp = mayBeLookedUp(request);
  if (!request.writableEnded && isLookedUp) {
    if (isLast) goOn();
    else setRealImmediate(decide, hooked, true);
    return;
  }
  const asked = askedRequest(request, target, agent);
  if (asked === undefined || (!isLookedUp && passesBy(hooked, asked))) goOn();
  else new HttpExchange(hooked, asked).begin();
}

function mayBeLookedUp({ method }: NodeRequest): boolean {
  return method === "GET" || method === "HEAD";
}

/** One request on its way through the cache. */
export class HttpExchange {
  readonly #hooked: HookedRequest;
  readonly #asked: AskedRequest;
  readonly #scope: Scope | undefined;
  readonly #signal = new CallerSignal();
  #timer: NodeJS.Timeout | undefined;
  #events: HeldEvents | undefined;
  #own: OwnAnswer | undefined;
  #missed: MissedRequest | undefined;
  #lastSent: "nothing" | "own" | "anew" = "nothing";
  #isOver = false;

  constructor(hooked: HookedRequest, asked: AskedRequest) {
    this.#hooked = hooked;
    this.#asked = asked;
    this.#scope = state.scope.getStore();
  }

  begin(): void {
    const { request, installed } = this.#hooked;
    installed.begin();
    request[SEEN] = this;
    request.destroy = destroyWatched;
    this.#ask();
  }

  /** The caller destroys the request. Where no socket tells of it, this does. */
  callerLeaves(): void {
    this.#missed?.callerLeaves();
    this.#signal.fire(new LeaderLeft());
    if (this.#isOver || this.#lastSent === "own") return;
    this.#finish();
    this.#leave();
    this.#hooked.spare?.destroy();
    this.#hooked.onSocket.call(this.#hooked.request, null);
  }

  #ask(): void {
    const watched: HttpRequest = { ...this.#asked, signal: this.#signal };
    const send = (asked: HttpRequest, context: SendContext): Promise<HttpResponse> =>
      this.#send(asked, context);
    const { request, installed } = this.#hooked;
    const begun = state.scope.run(BYPASS, () => installed.cache.handleOrMiss(watched, send));
    if (!(begun instanceof Promise)) {
      this.#begun(begun);
      return;
    }
    // A socket would keep the time; as long as the request has none, this does.
    if (request.timeout) this.#timer ??= setRealTimeout(() => this.#timedOut(), request.timeout);
    begun.then(
      // Not within the promise: what a listener throws is the process's to hear of, as without a cache.
      (each) => process.nextTick(() => this.#begun(each)),
      (error: unknown) => process.nextTick(() => this.#failed(error)),
    );
  }

  #begun(begun: HandledResponse | Bypass | Miss): void {
    if ("status" in begun) this.#answered(begun);
    else if ("failed" in begun) this.#goOnMissed(begun);
    else this.#goOnPassed(begun);
  }

  /** The caller's own request goes on, and the cache looks on. */
  #goOnMissed(miss: Miss): void {
    if (this.#isOver) {
      miss.failed(new LeaderLeft());
      return;
    }
    this.#lastSent = "own";
    this.#finish();
    this.#missed = new MissedRequest(this.#hooked.request, miss, () => this.#leave());
    this.#hooked.goOn();
  }

  #goOnPassed(bypass: Bypass): void {
    if (this.#isOver) return;
    this.#lastSent = "own";
    this.#finish();
    this.#leave();
    tellBefore(this.#hooked.request, bypass);
    this.#hooked.goOn();
  }

  /** The first miss goes on with the caller's own request; everything else is asked by a request of the cache's own. */
  #send(asked: HttpRequest, { why, signal }: SendContext): Promise<HttpResponse> {
    if (why !== "refresh" && this.#signal.aborted) return Promise.reject(new LeaderLeft());
    if (this.#lastSent !== "nothing" || this.#isOver || (why !== "miss" && why !== "bypass")) {
      this.#lastSent = "anew";
      return sendAnew({ ...this.#hooked, asked: this.#asked }, asked, signal);
    }
    this.#lastSent = "own";
    this.#stopTimer();
    return new Promise((resolve, reject) => {
      this.#events = new HeldEvents(this.#hooked.request, (event, first) => {
        if (event === "response")
          this.#received(first as NodeResponse, resolve); // the cast: what Node emits
        else if (event === "close" || this.#signal.aborted) reject(new LeaderLeft());
        else reject(first);
      });
      state.scope.run(this.#scope, this.#hooked.goOn);
    });
  }

  #received(response: NodeResponse, resolve: (response: HttpResponse) => void): void {
    const own = copied(response);
    this.#own = own;
    // By then what came with the head has been pushed.
    process.nextTick(() => resolve(answerOf(own, this.#asked.method, this.#asked.url)));
  }

  #answered(answer: HandledResponse): void {
    if (this.#isOver) {
      drain(answer.body);
      return;
    }
    this.#finish();
    const { request } = this.#hooked;
    const { fromCache, kind } = answer.cache;
    const isOwn = this.#lastSent === "own" && !fromCache && (kind === "miss" || kind === "bypass");
    if (isOwn && this.#own !== undefined) {
      this.#release(this.#own, answer);
      return;
    }
    this.#hooked.spare?.destroy();
    const events = this.#events;
    events?.drop();
    detach(request, this.#own?.response);
    const tell = (event: string, ...given: unknown[]): boolean =>
      events === undefined ? request.emit(event, ...given) : events.tell(event, ...given);
    serveStored(request, answer, tell, () => this.#leave());
  }

  /** The caller's own exchange goes on as it would have without a cache; what the cache keeps of it is read here. */
  #release({ response, copy }: OwnAnswer, answer: HandledResponse): void {
    mark(response, answer.cache);
    if (copy.isRead) drain(answer.body);
    else copy.stop();
    response.on("close", () => this.#leave());
    this.#events?.release();
  }

  #failed(error: unknown): void {
    if (this.#isOver) return;
    const { request, onSocket, goOn } = this.#hooked;
    // Somebody else's caller has left: this one still waits.
    if (error instanceof LeaderLeft && this.#lastSent !== "own") {
      this.#ask();
      return;
    }
    this.#finish();
    this.#leave();
    if (this.#events !== undefined) {
      this.#events.release();
      return;
    }
    if (isPassedOver(error)) {
      state.scope.run(this.#scope, goOn);
      return;
    }
    request.destroyed = true;
    onSocket.call(request, null, error);
  }

  #timedOut(): void {
    if (!this.#isOver) this.#hooked.request.emit("timeout");
  }

  #finish(): void {
    this.#isOver = true;
    this.#stopTimer();
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) clearRealTimeout(this.#timer);
    this.#timer = undefined;
  }

  #leave(): void {
    this.#hooked.installed.end();
  }
}

/** One function for all: it finds its exchange on the request. */
function destroyWatched(this: NodeRequest, error?: Error): NodeRequest {
  const wasDestroyed = this.destroyed;
  ClientRequest.prototype.destroy.call(this as unknown as ClientRequest, error); // the cast: it is one of Node's own
  const exchange = this[SEEN];
  if (!wasDestroyed && exchange !== undefined && exchange !== true) exchange.callerLeaves();
  return this;
}
