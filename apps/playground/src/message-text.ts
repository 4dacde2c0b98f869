import type { HeaderList, HttpRequest, HttpResponse } from "@rcache/core";
import { NO_ANSWER } from "@rcache/core/playground";

/** Where requests without an origin of their own go. */
const ORIGIN = "https://origin.example";

/** A mistake in what was typed, in words for whoever typed it. */
export class MessageMistake extends Error {
  override readonly name = "MessageMistake";
}

/** What placeholders such as `{now-60}` count from. */
export interface Instants {
  readonly nowMs: number;
  /** When the origin gave its answer before. */
  readonly answeredMs: number;
}

interface Parts {
  readonly first: string;
  readonly headers: HeaderList;
  readonly body: string | undefined;
}

const PLACEHOLDER = /\{(now|answered)([+-]\d+)?( rfc850)?\}/g;
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** Reads `GET /path`, fields and a body, as in an HTTP message. A path alone is one of {@link ORIGIN}. */
export function requestOf(text: string, instants: Instants): HttpRequest {
  const { first, headers, body } = partsOf(text, instants);
  const [method = "", url = ""] = first.trim().split(/\s+/);
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method) || url === "")
    throw new MessageMistake(`"${first}" is no request line. Write a method and a URL: GET https://…`);
  if (!URL.canParse(url, ORIGIN)) throw new MessageMistake(`"${url}" is no URL.`);
  return {
    method: method.toUpperCase(),
    url: new URL(url, ORIGIN).href,
    headers,
    redirect: "manual",
    ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
  };
}

/** Reads `200 OK`, fields and a body, as in an HTTP message; undefined where the origin gives no answer. */
export function responseOf(text: string, request: HttpRequest, instants: Instants): HttpResponse | undefined {
  const { first, headers, body } = partsOf(text, instants);
  if (first.trim().toLowerCase() === NO_ANSWER) return undefined;
  const [, status = "", statusText = ""] = /^(?:HTTP\/[\d.]+\s+)?(\d{3})\s*(.*)$/.exec(first.trim()) ?? [];
  if (status === "" || Number(status) < 200)
    throw new MessageMistake(
      `"${first}" is no status line. Write a final status: 200 OK, or "${NO_ANSWER}".`,
    );
  const isBodiless = request.method === "HEAD" || status === "204" || status === "304";
  return {
    status: Number(status),
    statusText,
    url: request.url,
    headers,
    body: isBodiless ? null : bodyOf(body, headers),
    coding: "decoded",
  };
}

const LARGEST_MADE_UP = 1_000_000;

/** As on a connection: it ends with `Content-Length`. One that nobody wrote is made up in that length. */
function bodyOf(text: string | undefined, headers: HeaderList): Uint8Array<ArrayBuffer> {
  const length = Number(headers.find(([name]) => name.toLowerCase() === "content-length")?.[1] ?? Number.NaN);
  if (text !== undefined)
    return new TextEncoder().encode(text).slice(0, Number.isNaN(length) ? undefined : length);
  return new Uint8Array(Number.isInteger(length) && length <= LARGEST_MADE_UP ? length : 0).fill(0x2e);
}

function partsOf(text: string, instants: Instants): Parts {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const first = lines[0] ?? "";
  const end = lines.indexOf("", 1);
  const fields = lines.slice(1, end === -1 ? undefined : end);
  const body = end === -1 ? undefined : lines.slice(end + 1).join("\n");
  return { first, headers: fields.map((line) => fieldOf(line, instants)), body };
}

function fieldOf(line: string, instants: Instants): HeaderList[number] {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(0, colon)).trim();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
    throw new MessageMistake(
      `"${line}" is no header field. Write a name and a value: Cache-Control: max-age=60`,
    );
  return [name, filled(line.slice(colon + 1).trim(), instants)];
}

/** Puts dates where `{now}`, `{now-60}` or `{answered+30}` stand; with ` rfc850`, in the form that RFC 9110 calls obsolete. */
function filled(value: string, { nowMs, answeredMs }: Instants): string {
  return value.replaceAll(PLACEHOLDER, (_, from: string, seconds = "0", obsolete = "") => {
    const date = new Date((from === "now" ? nowMs : answeredMs) + Number(seconds) * 1_000);
    return obsolete === "" ? date.toUTCString() : rfc850Date(date);
  });
}

/** As in `Sunday, 06-Nov-94 08:49:37 GMT`. */
function rfc850Date(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(" ");
  return `${DAYS[date.getUTCDay()]}, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
}
