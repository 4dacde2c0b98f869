import { RcacheError } from "../errors/rcache-error.ts";
import type { HeaderList, HttpRequest } from "../http/messages.ts";
import { withoutSecrets } from "../http/urls/without-secrets.ts";
import type { RequestInput } from "./http-cache.ts";

/**
 * A request as data, from whatever names one.
 *
 * @throws RcacheError `RCACHE_INVALID_REQUEST`
 */
export function requestOf(input: RequestInput): HttpRequest {
  if (typeof input !== "string" && (typeof input !== "object" || input === null)) {
    throw new RcacheError("RCACHE_INVALID_REQUEST", `${String(input)} does not name a request`, {
      remedy: "Give a URL such as https://example.com/, or a request with one.",
    });
  }
  const url = typeof input === "string" ? input : "href" in input ? input.href : input.url;
  if (typeof url !== "string" || !URL.canParse(url)) {
    throw new RcacheError("RCACHE_INVALID_REQUEST", `${withoutSecrets(url)} is not an absolute URL`, {
      remedy: "Give a URL such as https://example.com/, or a request with one.",
    });
  }
  if (typeof input === "string" || "href" in input) return { method: "GET", url, headers: [] };
  const method = (input.method ?? "GET").toUpperCase();
  return { method, url, headers: headerList(input.headers), ...decidingMembers(input) };
}

/** What of a request as data decides beside method, URL and fields. A platform's `Request` has a body that is none of these. */
function decidingMembers(input: Partial<Omit<HttpRequest, "headers">>): Partial<HttpRequest> {
  const { body, identity, redirect } = input;
  const isData = body instanceof Uint8Array || body === "streaming" || body === "unread";
  return {
    ...(isData ? { body } : {}),
    ...(identity === undefined ? {} : { identity }),
    ...(redirect === undefined ? {} : { redirect }),
  };
}

/** Header lines from a list of pairs, a `Headers`, or a record. */
export function headerList(headers: unknown): HeaderList {
  if (typeof headers !== "object" || headers === null) return [];
  const pairs: readonly unknown[] = isIterable(headers) ? [...headers] : Object.entries(headers);
  return pairs.flatMap((pair) => {
    if (!Array.isArray(pair)) return [];
    const [name, value]: readonly unknown[] = pair;
    return value === undefined || value === null ? [] : [[String(name), String(value)] as const];
  });
}

function isIterable(x: object): x is Iterable<unknown> {
  return Symbol.iterator in x;
}
