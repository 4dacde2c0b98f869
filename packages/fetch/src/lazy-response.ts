import type { Bytes, CacheOutcome, Chunks, HandledResponse } from "@rcache/core";
import { answerBody, answerText } from "./answer-body.ts";
import { exactBytes, readChunks } from "./body-chunks.ts";
import { describeResponse, INSPECT, type Inspect } from "./describe-response.ts";
import type { CachedResponse } from "./fetch-types.ts";
import { onceAsked, type ResponseFacts, withOutcome } from "./marked-response.ts";
import { answerHeaders, factsOf, platformResponse } from "./real-response.ts";

let isLinked = false;

/**
 * An answer as a `Response` that costs next to nothing: `instanceof Response` holds, and the platform's own is built only for what
 * needs it (`body`, `blob()`, `formData()`, a clone of what is still arriving).
 */
export function lazyResponse(answer: HandledResponse, askedUrl?: string): LazyResponse {
  if (!isLinked) linkToResponse();
  return new LazyResponse(answer, askedUrl);
}

/** At first use and not at import: to name `Response` makes Node load its fetch, which takes tens of milliseconds. */
function linkToResponse(): void {
  Object.setPrototypeOf(LazyResponse.prototype, Response.prototype);
  // Listed as the platform's own are.
  for (const name in Response.prototype) {
    if (Object.hasOwn(LazyResponse.prototype, name))
      Object.defineProperty(LazyResponse.prototype, name, { enumerable: true });
  }
  const hidden = { writable: true, configurable: true, enumerable: false };
  Object.defineProperty(LazyResponse.prototype, "constructor", { value: Response, ...hidden });
  // Not a method: bundlers keep every class that has a computed name.
  Object.defineProperty(LazyResponse.prototype, INSPECT, { value: inspected, ...hidden });
  isLinked = true;
}

function inspected(this: LazyResponse, _depth: number, options: object, inspect: Inspect): string {
  return describeResponse(this, this.cache, options, inspect);
}

class LazyResponse implements CachedResponse {
  readonly #answer: HandledResponse;
  readonly #askedUrl: string | undefined;
  /** undefined: not asked for yet, since that may make a copy. */
  #body: Bytes | Chunks | null | undefined = undefined;
  #isRead = false;
  #headers: Headers | undefined = undefined;
  #real: Response | undefined = undefined;

  constructor(answer: HandledResponse, askedUrl: string | undefined) {
    this.#answer = answer;
    this.#askedUrl = askedUrl;
  }

  get fromCache(): boolean {
    return this.#answer.cache.fromCache;
  }

  get cache(): CacheOutcome {
    return this.#answer.cache;
  }

  get status(): number {
    return this.#answer.status;
  }

  get ok(): boolean {
    return this.#answer.status >= 200 && this.#answer.status <= 299;
  }

  get statusText(): string {
    return this.#answer.statusText ?? "";
  }

  get url(): string {
    return this.#facts().url;
  }

  get redirected(): boolean {
    return this.#facts().redirected;
  }

  get type(): ResponseType {
    return this.#facts().type;
  }

  get headers(): Headers {
    this.#headers ??= answerHeaders(this.#answer);
    return this.#headers;
  }

  get bodyUsed(): boolean {
    return this.#real?.bodyUsed ?? this.#isRead;
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    // Of a body that has been read, the platform shows a stream that is at its end.
    return this.#platform().body;
  }

  text(): Promise<string> {
    return this.#real?.text() ?? this.#readText((text) => text);
  }

  json(): Promise<unknown> {
    return this.#real?.json() ?? this.#readText(parseJson);
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#real?.arrayBuffer() ?? this.#read(exactBuffer);
  }

  bytes(): Promise<Bytes> {
    return this.#real?.bytes() ?? this.#read(exactBytes);
  }

  blob(): Promise<Blob> {
    return this.#isRead ? Promise.reject(alreadyRead()) : this.#platform().blob();
  }

  formData(): Promise<FormData> {
    return this.#isRead ? Promise.reject(alreadyRead()) : this.#platform().formData();
  }

  clone(): CachedResponse {
    if (this.#isRead) throw new TypeError("Response.clone: Body has already been consumed.");
    const body = this.#real === undefined ? this.#bodyOnce() : undefined;
    if (body === undefined || !(body === null || body instanceof Uint8Array)) {
      return withOutcome(
        this.#platform().clone(),
        this.cache,
        onceAsked(() => this.#facts()),
      );
    }
    // Not by its own name: a class that names itself in its body is renamed by the bundler, also in stack traces.
    const twin = lazyResponse(this.#answer, this.#askedUrl);
    twin.#body = body === null ? null : new Uint8Array(body);
    if (this.#headers !== undefined) twin.#headers = new Headers(this.#headers);
    return twin;
  }

  #facts(): ResponseFacts {
    return factsOf(this.#answer, this.#askedUrl);
  }

  #bodyOnce(): Bytes | Chunks | null {
    if (this.#body === undefined) this.#body = answerBody(this.#answer);
    return this.#body;
  }

  #platform(): Response {
    this.#real ??= this.#isRead
      ? spentResponse()
      : platformResponse(this.#answer, this.#bodyOnce(), this.headers);
    return this.#real;
  }

  #readText<T>(convert: (text: string) => T): Promise<T> {
    if (this.#isRead) return Promise.reject(alreadyRead());
    try {
      const text = this.#body === undefined ? answerText(this.#answer) : undefined;
      if (text === undefined) return this.#read((bytes) => convert(decodeText(bytes)));
      this.#isRead = true;
      return Promise.resolve(convert(text));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #read<T>(convert: (bytes: Bytes) => T): Promise<T> {
    if (this.#isRead) return Promise.reject(alreadyRead());
    try {
      const body = this.#bodyOnce();
      if (body === null) return Promise.resolve(convert(new Uint8Array()));
      this.#isRead = true;
      if (body instanceof Uint8Array) return Promise.resolve(convert(body));
      return readChunks(body).then(convert);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}

/** What shows the stream of a body that has been read: at its end, and used. */
function spentResponse(): Response {
  const response = new Response("spent");
  void response.arrayBuffer();
  return response;
}

function alreadyRead(): TypeError {
  return new TypeError("Body is unusable: Body has already been read");
}

let decoder: TextDecoder | undefined;

/** UTF-8 without a byte order mark, as fetch reads text. */
function decodeText(bytes: Bytes): string {
  decoder ??= new TextDecoder();
  return decoder.decode(bytes);
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}

/** The body is this response's own, but may be part of a larger buffer. */
function exactBuffer(bytes: Bytes): ArrayBuffer {
  return exactBytes(bytes).buffer;
}
