import type { HandledResponse, HeaderList } from "@rcache/core";
import type { AxiosResponse, InternalAxiosRequestConfig } from "axios";
import type { Dialect } from "./below.ts";
import type { Call } from "./call.ts";
import { canDecode } from "./decoded-body.ts";

/** Fields of which Node keeps the first line only (`message.headers`). */
const FIRST_ONLY = new Set([
  ...["age", "authorization", "content-length", "content-type", "etag", "expires", "from", "host"],
  ...["if-modified-since", "if-unmodified-since", "last-modified", "location", "max-forwards"],
  ...["proxy-authorization", "referer", "retry-after", "server", "user-agent"],
]);

type HeadersClass = new (headers: unknown) => AxiosResponse["headers"];

/** A field's value, or undefined; of several lines, the first. */
export function firstValue(headers: HeaderList, name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

/** The content coding that has to be taken off for the caller; undefined: none. */
export function codingToUndo(
  answer: HandledResponse,
  config: InternalAxiosRequestConfig,
  dialect: Dialect,
): string | undefined {
  if (answer.coding !== "wire" || (dialect === "http" && config.decompress === false)) return undefined;
  const coding = firstValue(answer.headers, "content-encoding");
  return coding !== undefined && canDecode(coding) ? coding : undefined;
}

/** The header fields of an answer in axios' own class, of the copy that asked, joined as its adapter joins them. */
export function axiosHeaders(answer: HandledResponse, call: Call): AxiosResponse["headers"] {
  const { config, dialect } = call;
  const own = call.ownHeaders(answer);
  if (own !== undefined) {
    if (dialect === "http" && isCodingHidden(answer, config)) Reflect.deleteProperty(own, "content-encoding");
    return own;
  }
  // The cast: AxiosHeaders of the copy that made the config.
  const AxiosHeaders = config.headers.constructor as unknown as HeadersClass;
  if (dialect === "http") return new AxiosHeaders(joinedAsNode(shownLines(answer, config)));
  if (dialect === "fetch")
    return new AxiosHeaders(new Headers([...answer.headers].map(([name, value]) => [name, value])));
  return new AxiosHeaders(joinedAsNode(answer.headers));
}

/** The http adapter does not show the coding that it has taken off. */
function shownLines(answer: HandledResponse, config: InternalAxiosRequestConfig): HeaderList {
  const { headers, coding } = answer;
  if (isCodingHidden(answer, config)) return without(headers, "content-encoding");
  // Stored by a client that had taken it off: nobody has the bytes that these two fields are about.
  const isGone = config.decompress === false && coding === "decoded";
  return isGone && firstValue(headers, "content-encoding") !== undefined
    ? without(headers, "content-encoding", "content-length")
    : headers;
}

function isCodingHidden(
  { headers, status, coding }: HandledResponse,
  config: InternalAxiosRequestConfig,
): boolean {
  const value = firstValue(headers, "content-encoding");
  if (value === undefined || config.decompress === false) return false;
  return config.method === "head" || status === 204 || canDecode(value) || coding === "decoded";
}

function without(headers: HeaderList, ...names: readonly string[]): HeaderList {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()));
}

/** One property a field, as `IncomingMessage.headers` has them. */
function joinedAsNode(lines: HeaderList): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null);
  for (const [given, value] of lines) {
    const name = given.toLowerCase();
    const before = fields[name];
    if (name === "set-cookie") fields[name] = before === undefined ? [value] : [...before, value];
    else if (before === undefined) fields[name] = value;
    else if (!FIRST_ONLY.has(name))
      fields[name] = `${String(before)}${name === "cookie" ? "; " : ", "}${value}`;
  }
  return { ...fields };
}
