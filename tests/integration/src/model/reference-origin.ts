import type { Chunks, HttpRequest, HttpResponse, Send } from "@rcache/core";
import { settled } from "../gate.ts";
import { fieldOf } from "../stage.ts";
import type { Answer, Ask } from "./steps.ts";

/** One answer of the origin with a body, and all that was ever true of it. */
export interface Exchange {
  readonly ask: Ask;
  readonly body: string;
  readonly status: number;
  readonly vary: boolean;
  readonly etag: string | undefined;
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

const INITIAL: Answer = { status: 200, vary: false, etag: true, large: false, inChunks: false, turns: 1 };
/** Above the limit at which bodies leave their records. */
const LARGE = "x".repeat(3_000);
/** What demands an answer of its own. */
const ALONE: ReadonlySet<Ask["what"]> = new Set(["POST", "HEAD", "forceRefresh"]);

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
  /** Of this batch: one of them may change what the others go by. */
  isBatchOrderly = true;
  sends = 0;
  #moment = 0;

  constructor(nowMs: () => number, checksFlights: boolean) {
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
      const willBeKept = answer.status === 200;
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
    const headers = [
      ...(answer.vary ? [["vary", "accept"] as const] : []),
      ...(etag === undefined ? [] : [["etag", etag] as const]),
    ];
    const given = { url: request.url, headers, coding: "decoded" as const };
    if (status === 200 && etag !== undefined && fieldOf(request.headers, "if-none-match") === etag) {
      for (const exchange of this.exchanges.values())
        if (exchange.etag === etag) exchange.confirmedAtMs = this.#nowMs();
      return { ...given, status: 304, body: null };
    }
    const body = `${this.exchanges.size} of ${ask.url} for ${ask.user}${answer.large ? LARGE : ""}`;
    this.exchanges.set(body, {
      ask,
      body,
      status,
      vary: answer.vary,
      etag,
      startedAt,
      confirmedAtMs: this.#nowMs(),
    });
    if (ask.what === "HEAD") return { ...given, status, body: null };
    const bytes = new TextEncoder().encode(body);
    return { ...given, status, body: answer.inChunks ? chunks(bytes) : bytes };
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
