import { stringify } from "node:querystring";
import type { Bytes, HeaderList, HttpRequest } from "@rcache/core";
import type { DispatchOptions } from "./dispatch-types.ts";
import { asksSocketFile, dispatcherIdentity, dispatcherOrigin } from "./dispatcher-facts.ts";

/** Fields of one connection, or of how a body is cut: none of them says what is asked. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "content-length"],
]);

/** What is dispatched, as data. */
export interface DispatchedRequest extends Omit<HttpRequest, "signal"> {
  /** Every field as it was given. */
  readonly lines: HeaderList;
}

/**
 * What a dispatcher is asked; undefined where no cache could answer it: an upgrade, CONNECT, a socket of the file
 * system, no origin, fields of a kind that is not known.
 */
export function dispatchedRequest(
  options: DispatchOptions,
  dispatcher: object,
): DispatchedRequest | undefined {
  const { path, upgrade, method = "GET" } = options;
  if (upgrade || method === "CONNECT" || typeof path !== "string" || asksSocketFile(dispatcher))
    return undefined;
  const base = dispatchedBase(options, dispatcher);
  const lines = linesOf(options.headers);
  if (base === undefined || lines === undefined) return undefined;
  const url = base === path ? path : `${base}${withQuery(path, options.query)}`;
  let strangeHost: string | undefined;
  const headers = lines.filter(([given, value]) => {
    const name = given.toLowerCase();
    if (name === "host") strangeHost = value === URL.parse(url)?.host ? undefined : value.toLowerCase();
    return name !== "host" && !OF_THE_CONNECTION.has(name);
  });
  const identity = [strangeHost && `host ${strangeHost}`, dispatcherIdentity(dispatcher)].filter(Boolean);
  return {
    method: method.toUpperCase(),
    url,
    headers,
    body: bodyOf(options.body),
    redirect: "manual",
    identity: identity.length === 0 ? undefined : identity.join("\n"),
    lines,
  };
}

/** Who is asked: the origin, or the whole URL where the path is one, as for a proxy; undefined where it is not told. */
export function dispatchedBase(options: DispatchOptions, dispatcher: object): string | undefined {
  const { path } = options;
  if (typeof path === "string" && !path.startsWith("/") && /^https?:\/\//i.test(path)) return path;
  return originOf(options.origin ?? dispatcherOrigin(dispatcher));
}

function originOf(origin: string | URL | undefined): string | undefined {
  const text = typeof origin === "string" ? origin : origin?.origin;
  if (text === undefined || !/^https?:\/\//i.test(text)) return undefined;
  return text.endsWith("/") ? text.slice(0, -1) : text;
}

/** As undici joins them. */
function withQuery(path: string, query: DispatchOptions["query"]): string {
  if (query === undefined || query === null) return path;
  // The cast: what undici takes, which the module's types put more narrowly.
  const text = stringify(query as Record<string, string>);
  return text === "" ? path : `${path}?${text}`;
}

function bodyOf(body: unknown): Bytes | "streaming" | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return body === "" ? undefined : new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return "streaming";
}

/** Fields in any of the forms that undici takes: names and values in a row, a record, pairs. */
function linesOf(headers: unknown): HeaderList | undefined {
  if (headers === undefined || headers === null) return [];
  if (Array.isArray(headers)) return rowLines(headers);
  if (typeof headers !== "object") return undefined;
  if (Symbol.iterator in headers && typeof headers[Symbol.iterator] === "function") {
    const pairs = [...(headers as Iterable<unknown>)]; // the cast: seen to be iterable
    if (!pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) return undefined;
    return pairs.flatMap((pair) => lines(...(pair as [unknown, unknown]))); // the cast: seen to be pairs
  }
  return Object.entries(headers).flatMap(([name, value]) => lines(name, fetchValue(value)));
}

function rowLines(row: readonly unknown[]): HeaderList | undefined {
  if (row.length > 0 && row.every((pair) => Array.isArray(pair) && pair.length === 2)) {
    return row.flatMap((pair) => lines(...(pair as [unknown, unknown]))); // the cast: seen to be pairs
  }
  if (row.length % 2 !== 0) return undefined;
  return row.flatMap((name, at) => (at % 2 === 0 ? lines(name, row[at + 1]) : []));
}

/** The fetch of some versions gives its own list, whose values are records. */
function fetchValue(value: unknown): unknown {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value) && "value" in value;
  return isRecord ? value.value : value;
}

function lines(name: unknown, value: unknown): HeaderList {
  if (value === undefined || value === null) return [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map((each) => [String(name), String(each)]);
}
