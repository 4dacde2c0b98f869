import type {
  AbortSignalLike,
  HandledResponse,
  HeaderList,
  HttpRequest,
  HttpResponse,
  Send,
  SendContext,
} from "@rcache/core";
import type { AxiosRequestConfig, AxiosResponse, InternalAxiosRequestConfig } from "axios";
import { AnsweredRequest, type ShownUrl } from "./answered-request.ts";
import type { AxiosCopy } from "./axios-copy.ts";
import type { Below, Dialect } from "./below.ts";
import { fromAxiosResponse, responseIn } from "./from-axios-response.ts";
import { innerConfig } from "./inner-config.ts";
import type { Patience } from "./patience.ts";

/** The runtime's, whatever a test puts in its place later. */
const setRealTimeout = setTimeout;

/** One set of header fields, as data and as axios has them. */
interface OwnHeaders {
  readonly lines: HeaderList;
  readonly fields: AxiosResponse["headers"];
}

/** Which caller's request brought an error: those who waited for the same answer get one of their own. */
const askedBy = new WeakMap<object, InternalAxiosRequestConfig>();

/** Whose request an error comes from; undefined: nobody's, it was made on this side of the wire. */
export function callerOf(error: unknown): InternalAxiosRequestConfig | undefined {
  return typeof error === "object" && error !== null ? askedBy.get(error) : undefined;
}

/** One request of a caller, and what was asked of the origin for it. */
export class Call {
  readonly config: InternalAxiosRequestConfig;
  readonly copy: AxiosCopy;
  readonly below: Below;
  readonly request: HttpRequest;
  readonly patience: Patience;
  /** Whether the origin was asked for this caller, who then got progress events from axios itself. */
  hasAsked = false;
  #asking: Promise<unknown> | undefined;
  #exchange: AbortSignalLike | undefined;
  #ownRequest: unknown;
  #own: OwnHeaders | undefined;

  constructor(
    config: InternalAxiosRequestConfig,
    copy: AxiosCopy,
    below: Below,
    request: HttpRequest,
    patience: Patience,
  ) {
    this.config = config;
    this.copy = copy;
    this.below = below;
    this.request = request;
    this.patience = patience;
  }

  get dialect(): Dialect {
    return this.below.dialect;
  }

  /** Whether redirects are followed by the cache, each looked up and stored for itself. */
  get followsHops(): boolean {
    const { maxRedirects, beforeRedirect, fetchOptions } = this.config;
    if (!this.below.showsHops || maxRedirects !== undefined) return false;
    if (this.dialect === "fetch") return fetchOptions?.["redirect"] === undefined;
    // The cast: the types of older versions do not know it.
    return (
      beforeRedirect === undefined && Reflect.get(this.config as object, "sensitiveHeaders") === undefined
    );
  }

  /** Asks the origin through axios. */
  get send(): Send {
    const send = (asked: HttpRequest, context: SendContext): Promise<HttpResponse> =>
      this.#send(asked, context);
    return this.followsHops ? send : Object.assign(send, { redirects: "hidden" as const });
  }

  /** The request object for an answer: the origin's own exchange if there was one for this caller, else what stands in for it. */
  requestOf(answer: HandledResponse): unknown {
    const own = this.#ownRequest;
    if (!answer.cache.fromCache && own !== undefined) {
      if (this.followsHops && this.dialect === "http") tellFinalUrl(own, answer.url);
      return own;
    }
    return this.standIn(answer);
  }

  /** Stands where a request object would, for an answer or for none. */
  standIn(answer?: HandledResponse): AnsweredRequest {
    return new AnsweredRequest(this.request, answer, this.#shownUrl());
  }

  #shownUrl(): ShownUrl {
    // A `Request` of fetch's tells what was asked, redirects or not; and of one that follows none, nobody has written it down.
    if (this.dialect === "fetch") return "asked";
    return this.dialect === "http" && this.config.maxRedirects === 0 ? "neither" : "final";
  }

  /** The request object for a caller that did not wait: that of an exchange which ended with it, if one did. */
  async abandonedRequest(): Promise<unknown> {
    // It goes on: others wait for it, and its request object is theirs.
    if (this.#exchange?.aborted !== true) return this.standIn();
    const asking = this.#asking?.then(
      () => undefined,
      (error: unknown) => error,
    );
    // An adapter of somebody's own may never end: a turn of the event loop is what axios' take.
    const turn = new Promise<undefined>((resolve) => setRealTimeout(resolve, 0));
    const error = await Promise.race([asking, turn]);
    const own: unknown =
      typeof error === "object" && error !== null ? Reflect.get(error, "request") : undefined;
    return own ?? this.standIn();
  }

  async #send(asked: HttpRequest, { signal, why }: SendContext): Promise<HttpResponse> {
    this.#exchange = signal;
    const config = innerConfig(this.config, this.below, asked, {
      signal: platformSignal(signal),
      followsHops: this.followsHops,
      isInBackground: why === "refresh",
    });
    if (why !== "refresh") this.hasAsked = true;
    const response = await this.#ask(config);
    // Of a chain of redirects, fetch's adapter shows the first request, the others the last.
    if (why !== "refresh" && !(this.dialect === "fetch" && this.#ownRequest !== undefined))
      this.#ownRequest = response.request;
    const reply = await fromAxiosResponse(response, asked, this.below);
    if (why !== "refresh") this.#own = { lines: reply.headers, fields: response.headers };
    return reply;
  }

  /** The header fields as axios has made them, if the answer is the one that was fetched for this caller, just as it came. */
  ownHeaders({ headers }: HandledResponse): AxiosResponse["headers"] | undefined {
    if (this.#own?.lines !== headers) return undefined;
    const { fields } = this.#own;
    // Of another copy of axios, where that one had to ask in this one's stead, they would be of another class.
    return fields.constructor === this.config.headers.constructor ? fields : undefined;
  }

  #ask(config: AxiosRequestConfig): Promise<AxiosResponse> {
    const asking = this.copy.bare.request(config).catch((error: unknown) => {
      if (typeof error === "object" && error !== null) askedBy.set(error, this.config);
      if (this.followsHops && this.dialect === "http")
        tellFinalUrl(responseIn(error)?.request, config.url ?? "");
      throw error;
    });
    this.#asking = asking;
    return asking;
  }
}

/** Where redirects were followed outside of axios, follow-redirects has not written it down. */
function tellFinalUrl(request: unknown, url: string): void {
  const response: unknown =
    typeof request === "object" && request !== null ? Reflect.get(request, "res") : undefined;
  if (typeof response === "object" && response !== null) Reflect.set(response, "responseUrl", url);
}

/** axios' adapters take the platform's own kind of signal. */
function platformSignal(signal: AbortSignalLike | undefined): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  const bridge = new AbortController();
  if (signal.aborted) bridge.abort(signal.reason);
  else signal.addEventListener("abort", () => bridge.abort(signal.reason));
  return bridge.signal;
}
