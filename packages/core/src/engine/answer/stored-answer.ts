import type { Entry } from "../../entry/entry.ts";
import { inlineBytes } from "../../entry/entry-body.ts";
import { entryText, givesCopies } from "../../entry/own-entry.ts";
import type { Bytes, Chunks, HeaderList, RedirectHop } from "../../http/messages.ts";
import { corruptBody } from "../../platform/bytes/corrupt-body.ts";
import { openedReference } from "../../policy/answer/secret-fields.ts";
import { type Asked, type ShapedAnswer, servedHeaders } from "../../policy/answer/shape-answer.ts";
import type { CacheOutcome, HandledResponse } from "../../policy/outcome.ts";
import { withoutFragment } from "../session/session.ts";

/** How an answer's body is handed out. */
export type BodyOfAnswer =
  /** The entry's own, which nobody else holds. */
  | { readonly kind: "own" }
  /** The entry's, which others hold too: a copy. */
  | { readonly kind: "shared" }
  | { readonly kind: "given"; readonly body: Bytes | Chunks | null };

/**
 * An answer from an entry. A class, so that a hit builds only what is read: headers and body are made on first access, and the body is then
 * this answer's alone.
 */
export class StoredAnswer implements HandledResponse {
  readonly url: string;
  readonly cache: CacheOutcome;
  readonly #entry: Entry;
  readonly #asked: Asked;
  readonly #bodyKind: BodyOfAnswer;
  readonly #shaped: ShapedAnswer | undefined;
  #headers: HeaderList | undefined;
  #body: Bytes | Chunks | null | undefined;

  constructor(entry: Entry, asked: Asked, cache: CacheOutcome, body: BodyOfAnswer, shaped?: ShapedAnswer) {
    this.url = answeringUrl(entry, asked);
    this.cache = cache;
    this.#entry = entry;
    this.#asked = asked;
    this.#bodyKind = body;
    this.#shaped = shaped;
  }

  get status(): number {
    return this.#shaped?.status ?? this.#entry.response.status;
  }
  get statusText(): string {
    return this.#shaped?.statusText ?? this.#entry.response.statusText;
  }
  get coding(): "decoded" | "wire" {
    return this.#entry.response.coding;
  }
  get history(): readonly RedirectHop[] {
    return this.cache.history;
  }
  get headers(): HeaderList {
    this.#headers ??= this.#shaped?.headers ?? servedHeaders(this.#entry, this.#asked);
    return this.#headers;
  }
  get body(): Bytes | Chunks | null {
    if (this.#body === undefined) this.#body = this.#bodyOf();
    return this.#body;
  }

  /** Of the whole body in the record; what stands outside is cut where it is read. */
  get chunkBytes(): readonly number[] | undefined {
    return this.#isWholeInRecord() ? this.#entry.chunkBytes : undefined;
  }

  text(): string | undefined {
    // Once the body has been handed out, its reader may have changed it.
    return this.#isWholeInRecord() && this.#body === undefined ? entryText(this.#entry) : undefined;
  }

  #isWholeInRecord(): boolean {
    return this.#bodyKind.kind !== "given" && (this.#shaped?.body ?? "whole") === "whole";
  }

  #bodyOf(): Bytes | Chunks | null {
    const given = this.#bodyKind;
    if (given.kind === "given") return given.body;
    const part = this.#shaped?.body ?? "whole";
    if (part === "none") return null;
    const bytes = inlineBytes(this.#entry.body);
    // Nobody has said so before, and no bytes would pass for a whole body.
    if (bytes === undefined) throw corruptBody("stands where its record does not say");
    if (bytes === null) return null;
    if (part !== "whole") return bytes.slice(part.start, part.end + 1);
    const isOthers = given.kind === "shared" && !givesCopies(this.#entry);
    return isOthers || isPiece(bytes) ? bytes.slice() : bytes;
  }
}

/** Of memory that holds more than this: a driver may read several replies into one buffer, and whoever gets this answer is to reach no other. */
function isPiece({ byteLength, buffer }: Bytes): boolean {
  return byteLength * 2 < buffer.byteLength;
}

/** Where the answer came from: from where it was asked for, unless it stood at the end of redirects that nobody saw. */
function answeringUrl({ finalUrl }: Entry, asked: Asked): string {
  const opened = finalUrl === undefined ? undefined : openedReference(finalUrl, asked);
  return opened ?? withoutFragment(asked.request.url);
}
