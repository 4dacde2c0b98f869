import type { Bytes, HeaderList, Instant } from "../../http/messages.ts";
import type { Address, BodyRef, Entry, Lifetimes, StaleBan } from "../entry.ts";
import { parseChunkBytes } from "./chunk-bytes.ts";
import {
  BODY_KIND,
  bodyKind,
  CHUNKS_FLAG,
  FIRST_TEXTS,
  FIXED_BYTES,
  FLAG,
  type FrameLayout,
  OFFSET,
  STALE_BANS,
} from "./frame-layout.ts";

/** What is read of a frame only when somebody asks for it. */
interface Strings extends Address {
  readonly revision: string;
  readonly url: string;
  readonly statusText: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly varied: HeaderList;
  readonly vary: readonly string[];
  readonly tags: readonly string[];
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  readonly finalUrl: string | undefined;
  readonly chunkBytes: string | undefined;
  readonly ref: BodyRef | undefined;
}

const NOTHING: readonly never[] = /* @__PURE__ */ Object.freeze([]);

/** A frame as it was read, with its strings still undecoded. */
export class Frame {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly layout: FrameLayout;
  #strings: Strings | undefined;

  constructor(view: DataView, bytes: Uint8Array, layout: FrameLayout) {
    this.view = view;
    this.bytes = bytes;
    this.layout = layout;
  }

  /** Read on first use, then remembered. @throws TypeError where a string is not UTF-8 */
  get strings(): Strings {
    this.#strings ??= readStrings(this);
    return this.#strings;
  }

  number(offset: number): number {
    return this.view.getFloat64(offset);
  }
}

/** An {@link Entry} over a frame: numbers are read at once, strings and body when they are asked for. */
export class FrameEntry {
  readonly address: Address;
  readonly lifetimes: Lifetimes;
  readonly response: FrameResponse;
  readonly part?: NonNullable<Entry["part"]>;
  readonly staleBan?: StaleBan;
  readonly baseAgeMs: number;
  readonly receivedAtMs: Instant;
  readonly createdAtMs: Instant;
  readonly #frame: Frame;
  #request: Entry["request"] | undefined;
  #body: Entry["body"] | undefined;

  constructor(frame: Frame, at: Address) {
    this.#frame = frame;
    this.address = { target: at.target, selector: at.selector, variant: at.variant };
    this.lifetimes = {
      usableFromMs: frame.number(OFFSET.usableFromMs),
      freshUntilMs: frame.number(OFFSET.freshUntilMs),
      freeUntilMs: frame.number(OFFSET.freeUntilMs),
      whileRevalidateUntilMs: frame.number(OFFSET.whileRevalidateUntilMs),
      ifErrorUntilMs: frame.number(OFFSET.ifErrorUntilMs),
      removeAtMs: frame.number(OFFSET.removeAtMs),
    };
    this.response = new FrameResponse(frame);
    this.baseAgeMs = frame.number(OFFSET.baseAgeMs);
    this.receivedAtMs = frame.number(OFFSET.receivedAtMs);
    this.createdAtMs = frame.number(OFFSET.createdAtMs);
    const ban = STALE_BANS[(frame.view.getUint8(OFFSET.staleBan) & ~CHUNKS_FLAG) - 1];
    if (ban) this.staleBan = ban;
    if (frame.layout.flags & FLAG.part) this.part = readPart(frame);
  }

  get revision(): string {
    return this.#frame.strings.revision;
  }

  get url(): string {
    return this.#frame.strings.url;
  }

  get request(): Entry["request"] {
    this.#request ??= { method: this.#frame.strings.method, varied: this.#frame.strings.varied };
    return this.#request;
  }

  get body(): Entry["body"] {
    if (this.#body === undefined) this.#body = readBody(this.#frame);
    return this.#body;
  }

  /** Read anew each time: only a reader of a stream asks, and once. */
  get chunkBytes(): readonly number[] | undefined {
    return this.#frame.layout.hasChunks ? parseChunkBytes(this.#frame.strings.chunkBytes ?? "") : undefined;
  }

  get vary(): readonly string[] {
    return this.#frame.layout.varyCount === 0 ? NOTHING : this.#frame.strings.vary;
  }

  get tags(): readonly string[] {
    return this.#frame.layout.tagCount === 0 ? NOTHING : this.#frame.strings.tags;
  }

  get etag(): string | undefined {
    return this.#frame.layout.flags & FLAG.etag ? this.#frame.strings.etag : undefined;
  }

  get lastModified(): string | undefined {
    return this.#frame.layout.flags & FLAG.lastModified ? this.#frame.strings.lastModified : undefined;
  }

  get finalUrl(): string | undefined {
    return this.#frame.layout.flags & FLAG.finalUrl ? this.#frame.strings.finalUrl : undefined;
  }
}

class FrameResponse {
  readonly status: number;
  readonly coding: "decoded" | "wire";
  readonly #frame: Frame;

  constructor(frame: Frame) {
    this.#frame = frame;
    this.status = frame.view.getUint16(OFFSET.status);
    this.coding = frame.layout.flags & FLAG.wire ? "wire" : "decoded";
  }

  get statusText(): string {
    return this.#frame.strings.statusText;
  }

  get headers(): HeaderList {
    return this.#frame.strings.headers;
  }
}

function readPart(frame: Frame): NonNullable<Entry["part"]> {
  const start = frame.number(FIXED_BYTES);
  const end = frame.number(FIXED_BYTES + 8);
  return frame.layout.flags & FLAG.partTotal
    ? { start, end, total: frame.number(FIXED_BYTES + 16) }
    : { start, end };
}

function readBody(frame: Frame): Entry["body"] {
  const kind = bodyKind(frame.layout.flags);
  if (kind === BODY_KIND.none) return null;
  if (kind === BODY_KIND.ref) return frame.strings.ref ?? null;
  const { buffer, byteOffset, byteLength } = frame.bytes;
  const { bodyAt } = frame.layout;
  // A view of its own, because a Buffer's `subarray` would be a Buffer. The cast: stores hand out no shared memory.
  const body = new Uint8Array(buffer, byteOffset + bodyAt, byteLength - bodyAt) as Bytes;
  return kind === BODY_KIND.text ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(body) : body;
}

function readStrings(frame: Frame): Strings {
  const { layout } = frame;
  const texts = readTexts(frame);
  const tokens = texts.splice(layout.textCount);
  const [target = "", selector = "", variant = "", revision = "", url = "", statusText = ""] = texts;
  const headerValues = FIRST_TEXTS;
  const variedValues = headerValues + layout.headerCount;
  const tags = variedValues + layout.variedCount;
  let next = tags + layout.tagCount;
  return {
    target,
    selector,
    variant,
    revision,
    url,
    statusText,
    method: tokens[layout.tokenCount - 1] ?? "",
    headers: pairs(tokens.slice(0, layout.headerCount), texts.slice(headerValues, variedValues)),
    varied: pairs(
      tokens.slice(layout.headerCount, layout.headerCount + layout.variedCount),
      texts.slice(variedValues, tags),
    ),
    vary: tokens.slice(layout.tokenCount - 1 - layout.varyCount, layout.tokenCount - 1),
    tags: texts.slice(tags, next),
    etag: layout.flags & FLAG.etag ? texts[next++] : undefined,
    lastModified: layout.flags & FLAG.lastModified ? texts[next++] : undefined,
    finalUrl: layout.flags & FLAG.finalUrl ? texts[next++] : undefined,
    chunkBytes: layout.hasChunks ? texts[next++] : undefined,
    ref: bodyKind(layout.flags) === BODY_KIND.ref ? readRef(frame, texts.slice(next)) : undefined,
  };
}

function readRef(frame: Frame, [id = "", target = "", checksum = ""]: readonly string[]): BodyRef {
  return { id, target, bytes: frame.number(OFFSET.bodyBytes), checksum };
}

function pairs(names: readonly string[], values: readonly string[]): HeaderList {
  return names.map((name, i) => [name, values[i] ?? ""] as const);
}

/** All strings in the order of their lengths. ASCII is decoded in one call and cut. */
function readTexts({ view, bytes, layout }: Frame): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const all = decoder.decode(bytes.subarray(layout.textsAt, layout.bodyAt));
  const isAscii = all.length === layout.bodyAt - layout.textsAt;
  const texts: string[] = [];
  let from = 0;
  for (let i = 0; i < layout.textCount + layout.tokenCount; i++) {
    const to = from + view.getUint32(layout.lengthsAt + 4 * i);
    texts.push(
      isAscii
        ? all.slice(from, to)
        : decoder.decode(bytes.subarray(layout.textsAt + from, layout.textsAt + to)),
    );
    from = to;
  }
  return texts;
}
