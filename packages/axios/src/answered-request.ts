import type { HandledResponse, HeaderList } from "@rcache/core";

/** What is known of an answer, or of a request that got none. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
}

/** What an adapter's own request object would tell of where the answer came from. */
export type ShownUrl = "final" | "asked" | "neither";

/** What stands for Node's `IncomingMessage`. */
export interface AnsweredHead {
  readonly responseUrl: string | undefined;
  readonly statusCode: number;
  readonly statusMessage: string;
}

/**
 * Stands where axios puts the request object, `response.request` and `error.request`, for an exchange that has none of its own: an answer from
 * the cache, or a request that waited for another's. It has what programs look at there, on all three adapters: method, URL, the final URL
 * (`res.responseUrl`, `responseURL`), header fields.
 */
export class AnsweredRequest {
  readonly method: string;
  /** Of the answer, after redirects, where the adapter below tells it. */
  readonly url: string;
  readonly #asked: HeaderList;
  readonly #answer: HandledResponse | undefined;
  readonly #shown: ShownUrl;

  constructor({ method, url, headers }: Asked, answer?: HandledResponse, shown: ShownUrl = "final") {
    this.method = method;
    this.#shown = shown;
    this.url = shown === "asked" ? url : (answer?.url ?? url);
    this.#asked = headers;
    this.#answer = answer;
  }

  /** As an XMLHttpRequest names it. */
  get responseURL(): string {
    return this.url;
  }
  get status(): number {
    return this.#answer?.status ?? 0;
  }
  get statusText(): string {
    return this.#answer?.statusText ?? "";
  }
  get protocol(): string {
    return new URL(this.url).protocol;
  }
  get host(): string {
    return new URL(this.url).hostname;
  }
  get path(): string {
    const { pathname, search } = new URL(this.url);
    return pathname + search;
  }
  /** As follow-redirects leaves it on a ClientRequest; undefined where there was no answer. */
  get res(): AnsweredHead | undefined {
    const answer = this.#answer;
    if (answer === undefined) return undefined;
    const responseUrl = this.#shown === "neither" ? undefined : this.url;
    return { responseUrl, statusCode: answer.status, statusMessage: answer.statusText ?? "" };
  }

  getHeader(name: string): string | undefined {
    return lineOf(this.#asked, name);
  }
  getResponseHeader(name: string): string | null {
    return (this.#answer && lineOf(this.#answer.headers, name)) ?? null;
  }
  getAllResponseHeaders(): string {
    const lines = this.#answer?.headers ?? [];
    return lines.map(([name, value]) => `${name.toLowerCase()}: ${value}\r\n`).join("");
  }
}

function lineOf(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}
