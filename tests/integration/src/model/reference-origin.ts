import type { Chunks, HttpRequest, HttpResponse, Send } from "@rcache/core";
import { settled } from "../gate.ts";
import { fieldOf } from "../stage.ts";
import { type Mode, mayBeKept, mayBeUsedFresh } from "./directives.ts";
import type { Answer, Ask } from "./steps.ts";

/** One answer of the origin with a body, and all that was ever true of it. */
export interface Exchange {
  readonly ask: Ask;
  readonly body: string;
  readonly status: Exclude<Answer["status"], "reset">;
  readonly vary: boolean;
  readonly etag: string | undefined;
  /** What was said of it, by the answer itself and by those that confirmed it. */
  readonly controls: Set<string>;
  /** Its place in the order of everything that happened. */
  readonly startedAt: number;
  /** When the origin last said, by a 200 or a 304, that this is what it has. */
  confirmedAtMs: number;
}

/** A request that is under way. */
interface Open {
  readonly ask: Ask;
  readonly startedAt: number;
  readonly willBeKept: boolean;
}

const INITIAL: Answer = {
  status: 200,
  vary: false,
  etag: true,
  large: false,
  inChunks: false,
  control: "max-age=10",
  turns: 1,
};
/** Above the limit at which bodies leave their records. */
const LARGE = "x".repeat(3_000);
/** What demands an answer of its own. */
const ALONE: ReadonlySet<Ask["what"]> = new Set(["POST", "HEAD", "forceRefresh", "noCache", "noStore"]);

/** The naive reference: it forgets nothing that was ever exchanged. */
export class ReferenceOrigin {
  readonly exchanges = new Map<string, Exchange>();
  readonly answers = new Map<number, Answer>();
  readonly invalidatedAt = new Map<number, number>();
  /** Keys with an answer that is not kept, and when: their requests need not share. */
  readonly #uncacheable = new Set<string>();
  readonly #versions = new Map<number, number>();
  readonly #open = new Set<Open>();
  readonly #nowMs: () => number;
  readonly violations: string[] = [];
  readonly checksFlights: boolean;
  readonly #mode: Mode;
  /** Of this batch: one of them may change what the others go by. */
  isBatchOrderly = true;
  sends = 0;
  #moment = 0;

  constructor(mode: Mode, nowMs: () => number, checksFlights: boolean) {
    this.#mode = mode;
    this.#nowMs = nowMs;
    this.checksFlights = checksFlights;
  }

  moment(): number {
    this.#moment += 1;
    return this.#moment;
  }

  /** A transport for one ask. */
  sendFor(ask: Ask): Send {
    return async (request, { signal, why }) => {
      if (why !== "refresh") this.sends += 1;
      const answer = this.answers.get(ask.url) ?? INITIAL;
      const startedAt = this.moment();
      // What has to be confirmed for each is no answer to share.
      const willBeKept =
        mayBeKept(this.#mode, ask, answer.status, answer.control) &&
        mayBeUsedFresh(this.#mode, answer.control);
      if (!willBeKept || answer.large) this.#uncacheable.add(keyOf(ask));
      const open: Open = { ask, startedAt, willBeKept };
      if (why !== "bypass") this.#checkFlights(ask);
      this.#open.add(open);
      await settled(answer.turns);
      this.#open.delete(open);
      if (signal?.aborted) throw signal.reason;
      return this.#answer(ask, answer, request, startedAt);
    };
  }

  #answer(ask: Ask, answer: Answer, request: HttpRequest, startedAt: number): HttpResponse {
    const { status } = answer;
    if (status === "reset") throw new Error("reset");
    if (ask.what === "POST") return this.#changed(ask, status, request);
    const etag = answer.etag
      ? `"${ask.url}.${ask.user}.${ask.accept}.${this.#versions.get(ask.url) ?? 0}"`
      : undefined;
    const isSaid = status === 200 || status === 404;
    const headers = [
      ...(isSaid ? [["cache-control", answer.control] as const] : []),
      ...(answer.vary ? [["vary", "accept"] as const] : []),
      ...(etag === undefined ? [] : [["etag", etag] as const]),
    ];
    const given = { url: request.url, headers, coding: "decoded" as const };
    const tags = fieldOf(request.headers, "if-none-match")?.split(", ") ?? [];
    if (status === 200 && etag !== undefined && tags.includes(etag)) {
      this.#confirm(answer, (exchange) => exchange.etag === etag);
      return { ...given, status: 304, body: null };
    }
    // To a HEAD too: with the same tag, or none, it speaks of what a GET has brought.
    if (ask.what === "HEAD" && status === 200)
      this.#confirm(
        answer,
        (other) => keyOf(other.ask) === keyOf(ask) && (etag === undefined || other.etag === etag),
      );
    const body = `${this.exchanges.size} of ${ask.url} for ${ask.user}${answer.large ? LARGE : ""}`;
    this.exchanges.set(body, {
      ask,
      body,
      status,
      vary: answer.vary,
      etag,
      controls: new Set([answer.control]),
      startedAt,
      confirmedAtMs: this.#nowMs(),
    });
    if (ask.what === "HEAD") return { ...given, status, body: null };
    const bytes = new TextEncoder().encode(body);
    return { ...given, status, body: answer.inChunks ? chunks(bytes) : bytes };
  }

  #confirm({ control }: Answer, isMeant: (exchange: Exchange) => boolean): void {
    for (const exchange of this.exchanges.values()) {
      if (!isMeant(exchange)) continue;
      exchange.confirmedAtMs = this.#nowMs();
      exchange.controls.add(control);
    }
  }

  #changed(ask: Ask, status: number, request: HttpRequest): HttpResponse {
    if (status < 400) {
      this.#versions.set(ask.url, (this.#versions.get(ask.url) ?? 0) + 1);
      this.invalidatedAt.set(ask.url, this.moment());
    }
    return { status, url: request.url, headers: [], body: null, coding: "decoded" };
  }

  /** Never two flights for one key at a time, where nothing forbids to share. */
  #checkFlights(ask: Ask): void {
    if (
      !this.checksFlights ||
      !this.isBatchOrderly ||
      ALONE.has(ask.what) ||
      this.#uncacheable.has(keyOf(ask))
    )
      return;
    const invalidatedAt = this.invalidatedAt.get(ask.url) ?? 0;
    for (const { ask: other, startedAt, willBeKept } of this.#open) {
      const isSame = keyOf(other) === keyOf(ask) && other.accept === ask.accept && !ALONE.has(other.what);
      if (isSame && willBeKept && startedAt > invalidatedAt)
        this.violations.push(`two flights for ${JSON.stringify(ask)} and ${JSON.stringify(other)}`);
    }
  }
}

function keyOf({ url, user }: Ask): string {
  return `${url} ${user}`;
}

async function* chunks(bytes: Uint8Array): Chunks {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}
