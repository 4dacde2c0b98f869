import { memoryBackend } from "@rcache/backend-memory";
import { createHttpCache, type HeaderList, type HttpRequest, RcacheError } from "@rcache/core";

/** A response that is stored, and a request that comes later. */
export interface Question {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  /** Lines of the response, as `name: value`. */
  readonly response: readonly string[];
  /** Lines of the later request. */
  readonly request: readonly string[];
  /** Seconds between the two. */
  readonly ageSeconds: number;
  /** Whose rules: the settings', or RFC 9111's for a private or a shared cache. */
  readonly mode: "rules" | "private" | "shared";
}

/** What the cache does with the response, and then with the request, in its own words. */
export async function explainHeaders(question: Question): Promise<string> {
  checkNumbers(question);
  let nowMs = Date.UTC(2026, 0, 1);
  const { mode, url, method } = question;
  const cache = createHttpCache({
    backend: memoryBackend(),
    cacheControl: mode !== "rules",
    shared: mode === "shared",
    clock: { nowMs: () => nowMs },
  });
  try {
    const headers = dated(question.response.map(headerLine), nowMs);
    const first = await cache.handle({ method: "GET", url, headers: [] }, async (request) => ({
      status: question.status,
      url: request.url,
      headers,
      body: new Uint8Array(0),
      coding: "decoded",
    }));
    const { cache: outcome } = first;
    const stored = outcome.kind === "miss" ? outcome.store : outcome.reason;
    const isKept = outcome.kind === "miss" && outcome.write === "stored";
    nowMs += question.ageSeconds * 1_000;
    const later: HttpRequest = { method, url, headers: question.request.map(headerLine) };
    const explanation = await cache.explain(later);
    return [
      `The response is ${isKept ? "stored" : "not stored"}: ${stored}.`,
      `After ${question.ageSeconds} s, ${explanation}`,
    ].join("\n");
  } finally {
    await cache.close();
  }
}

/** With the Date that an origin sends, unless there is one. */
function dated(headers: HeaderList, nowMs: number): HeaderList {
  const isDated = headers.some(([name]) => name.toLowerCase() === "date");
  return isDated ? headers : [["date", new Date(nowMs).toUTCString()], ...headers];
}

function checkNumbers({ ageSeconds, status }: Question): void {
  if (!Number.isFinite(ageSeconds) || Math.abs(ageSeconds) > 1e11)
    throw new RcacheError("RCACHE_INVALID_OPTION", `${ageSeconds} is no number of seconds`, {
      remedy: "Give the seconds between response and request, such as --age 90.",
    });
  if (!Number.isInteger(status) || status < 100 || status > 999)
    throw new RcacheError("RCACHE_INVALID_OPTION", `${status} is no status`, {
      remedy: "Give a status of three digits, such as --status 404.",
    });
}

function headerLine(line: string): HeaderList[number] {
  const colon = line.indexOf(":");
  if (colon > 0) return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  throw new RcacheError("RCACHE_INVALID_REQUEST", `${JSON.stringify(line)} is not a header line`, {
    remedy: "Write 'name: value', such as 'cache-control: max-age=60'.",
  });
}
