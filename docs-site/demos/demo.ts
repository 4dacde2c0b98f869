/** What a demo's code imports from "demo": an origin, a clock and a timeline in the page. */
import type { CachedFetch, FetchLike } from "@rcache/fetch";

/** What the origin says to one request. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  /** How long it is under way, in milliseconds. @default 150 */
  readonly delayMs?: number;
  /** It hangs up instead. */
  readonly down?: boolean;
}

/** An origin that is a function in the page. */
export interface Origin extends FetchLike {
  /** What it says to requests for a path, `*` for any. The last rule that fits counts. An `ETag` is compared, and answered with 304. */
  on(path: string, answer: Answer | ((request: Request) => Answer)): void;
}

/** A clock that goes on by itself, and jumps when it is told to. */
export interface DemoClock {
  nowMs(): number;
  /** Lets so many seconds pass. */
  skip(seconds: number): void;
}

/** What happened, in the order in which it did. */
export type TimelineRow =
  | RequestRow
  | {
      readonly kind: "origin";
      readonly atMs: number;
      readonly text: string;
      readonly status: number | undefined;
      readonly bytes: number;
    }
  | { readonly kind: "skip" | "say"; readonly atMs: number; readonly text: string };

export interface RequestRow {
  readonly kind: "request";
  readonly atMs: number;
  readonly text: string;
  tookMs?: number;
  /** What the cache made of it; undefined while it is under way. */
  outcome?: { readonly kind: string; readonly reason: string; readonly section?: string };
  status?: number;
  bytes?: number;
}

/** One run of a demo. */
export interface World {
  readonly origin: Origin;
  readonly clock: DemoClock;
  readonly console: { log(...values: readonly unknown[]): void };
  /** Shows every request of a fetch on the timeline; the result is the same fetch. */
  watch(fetch: CachedFetch): CachedFetch;
}

const KILO = 1_000;

/** @param tell is given every row as it comes, and again when a request has ended */
export function createWorld(tell: (row: TimelineRow) => void): World {
  const beganMs = Date.now();
  let skippedMs = 0;
  const nowMs = (): number => Date.now() + skippedMs;
  const atMs = (): number => nowMs() - beganMs;
  const clock: DemoClock = {
    nowMs,
    skip(seconds) {
      tell({ kind: "skip", atMs: atMs(), text: `${seconds} s pass` });
      skippedMs += seconds * KILO;
    },
  };
  return {
    origin: createOrigin(nowMs, (row) => tell({ kind: "origin", atMs: atMs(), ...row })),
    clock,
    console: {
      log: (...values) => tell({ kind: "say", atMs: atMs(), text: values.map(textOf).join(" ") }),
    },
    watch: (fetch) => watched(fetch, atMs, tell),
  };
}

type OriginRow = Pick<Extract<TimelineRow, { kind: "origin" }>, "text" | "status" | "bytes">;

function createOrigin(nowMs: () => number, tell: (row: OriginRow) => void): Origin {
  const rules: { readonly fits: RegExp; readonly answer: (request: Request) => Answer }[] = [];
  const ask: FetchLike = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const rule = rules.findLast(({ fits }) => fits.test(pathname));
    const answer = rule?.answer(request) ?? { status: 404, text: "There is nothing here." };
    await new Promise((resolve) => setTimeout(resolve, answer.delayMs ?? 150));
    const response = answer.down ? undefined : responseOf(answer, request, nowMs());
    const tag = request.headers.get("if-none-match");
    tell({
      text: `${request.method} ${pathname}${search}${tag === null ? "" : ` if-none-match: ${tag}`}`,
      status: response?.status,
      bytes: response === undefined ? 0 : bodyOf(answer, response.status).length,
    });
    if (response === undefined) throw new TypeError("the origin is down");
    return response;
  };
  return Object.assign(ask, {
    on(path: string, answer: Answer | ((request: Request) => Answer)) {
      const pattern = path.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
      const fits = new RegExp(`^${pattern.join(".*")}$`);
      rules.push({ fits, answer: typeof answer === "function" ? answer : () => answer });
    },
  });
}

function responseOf(answer: Answer, request: Request, nowMs: number): Response {
  const headers = new Headers({ date: new Date(nowMs).toUTCString(), ...answer.headers });
  if (answer.json !== undefined) headers.set("content-type", "application/json");
  const tag = headers.get("etag");
  const isSame = tag !== null && tag === request.headers.get("if-none-match");
  const status = isSame ? 304 : (answer.status ?? 200);
  const response = new Response(isSame ? null : bodyOf(answer, status), { status, headers });
  return Object.defineProperty(response, "url", { value: request.url });
}

function bodyOf({ json, text = "" }: Answer, status: number): string {
  if (status === 304) return "";
  return json === undefined ? text : JSON.stringify(json);
}

function watched(fetch: CachedFetch, atMs: () => number, tell: (row: TimelineRow) => void): CachedFetch {
  return new Proxy(fetch, {
    apply(target, _this, args: Parameters<CachedFetch>) {
      return shown(target, args, atMs, tell);
    },
  });
}

async function shown(
  fetch: CachedFetch,
  args: Parameters<CachedFetch>,
  atMs: () => number,
  tell: (row: TimelineRow) => void,
): Promise<Response> {
  const [input, init] = args;
  const url = new URL(input instanceof Request ? input.url : String(input));
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  const row: RequestRow = { kind: "request", atMs: atMs(), text: `${method} ${url.pathname}${url.search}` };
  tell(row);
  const began = performance.now();
  try {
    const response = await fetch(...args);
    // Before the body is read: a page may paint in between, and that is not the cache's time.
    row.tookMs = performance.now() - began;
    row.outcome = response.cache;
    row.status = response.status;
    row.bytes = (await response.clone().arrayBuffer()).byteLength;
    return response;
  } catch (error) {
    row.tookMs = performance.now() - began;
    row.outcome = { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
    throw error;
  } finally {
    tell(row);
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
