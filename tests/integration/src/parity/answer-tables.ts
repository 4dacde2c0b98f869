import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

/** What an origin can answer, by name, byte by byte. */

export const STATUS_LINES: Readonly<Record<string, string>> = {
  200: "200 OK",
  "200 成功": "200 成功",
  "200 without reason": "200 ",
  201: "201 Created",
  203: "203 Non-Authoritative Information",
  204: "204 No Content",
  205: "205 Reset Content",
  206: "206 Partial Content",
  299: "299 Own",
  300: "300 Multiple Choices",
  301: "301 Moved Permanently",
  302: "302 Found",
  303: "303 See Other",
  304: "304 Not Modified",
  307: "307 Temporary Redirect",
  308: "308 Permanent Redirect",
  400: "400 Bad Request",
  401: "401 Unauthorized",
  404: "404 Not Found",
  410: "410 Gone",
  418: "418 I'm a teapot",
  429: "429 Too Many Requests",
  500: "500 Internal Server Error",
  503: "503 Service Unavailable",
  599: "599 Own",
  700: "700 Strange",
};

/** Where a redirect leads, from `/c/<cell>/<round>`. */
export const LOCATIONS: Readonly<Record<string, string | undefined>> = {
  relative: "end",
  "with a query": "end?a=1&b=ü#part",
  "raw UTF-8": "énd/成",
  "twice on": "next",
  "with a user": "user:secret@",
  missing: undefined,
  empty: "",
  "to itself": "itself",
  "to no HTTP": "ftp://example.test/",
  "to no URL": "http://",
};

const BODY = '{"text":"A päper on caches"}';
const LENGTH = `Content-Length: ${Buffer.byteLength(BODY)}\r\n`;

interface Framed {
  readonly head: string;
  readonly body: Buffer;
}

function chunked(bytes: Buffer, end = "0\r\n\r\n"): Buffer {
  const half = bytes.length >> 1;
  const pieces = [bytes.subarray(0, half), bytes.subarray(half)].filter((piece) => piece.length > 0);
  const written = pieces.flatMap((piece) => [
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...written, Buffer.from(end)]);
}

function coded(coding: string, bytes: Buffer): Framed {
  return { head: `Content-Encoding: ${coding}\r\nContent-Length: ${bytes.length}\r\n`, body: bytes };
}

const plain = Buffer.from(BODY);
const CHUNKED = "Transfer-Encoding: chunked\r\n";

export const FRAMINGS: Readonly<Record<string, Framed>> = {
  length: { head: LENGTH, body: plain },
  chunked: { head: CHUNKED, body: chunked(plain) },
  "until it closes": { head: "", body: plain },
  "no bytes": { head: "Content-Length: 0\r\n", body: Buffer.alloc(0) },
  "no chunks": { head: CHUNKED, body: chunked(Buffer.alloc(0)) },
  gzip: coded("gzip", gzipSync(BODY)),
  br: coded("br", brotliCompressSync(BODY)),
  deflate: coded("deflate", deflateSync(BODY)),
  "gzip, chunked": { head: `${CHUNKED}Content-Encoding: gzip\r\n`, body: chunked(gzipSync(BODY)) },
  "two codings": coded("gzip, br", brotliCompressSync(gzipSync(BODY))),
  "unknown coding": coded("own", plain),
  "no gzip": coded("gzip", plain),
  "cut off": { head: "Content-Length: 1000\r\n", body: plain },
  "cut off, chunked": { head: CHUNKED, body: chunked(plain, "") },
  "with trailers": { head: `${CHUNKED}Trailer: x-end\r\n`, body: chunked(plain, "0\r\nX-End: 1\r\n\r\n") },
  "form data": form(),
  "byte order mark": { head: "", body: Buffer.from(`\ufeff${BODY}`) },
  "no UTF-8": { head: "", body: Buffer.from([0x22, 0xff, 0x22]) },
  large: { head: "Content-Length: 200000\r\n", body: Buffer.alloc(200_000, "0123456789") },
};

function form(): Framed {
  const body = Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n');
  return {
    head: `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length}\r\n`,
    body,
  };
}

export const FIELDS: Readonly<Record<string, string>> = {
  none: "",
  type: "Content-Type: application/json\r\n",
  cookies: "Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n",
  "twice and odd": "X-Many: 1\r\nx-many: 2\r\nX-Empty:\r\nX-Latin: \xe9\r\nX-Space:  a \t\r\n",
  caching:
    'ETag: "1"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nExpires: 0\r\nAge: 7\r\nVary: Accept\r\n',
  "UTF-8": "X-Text: 成功\r\n",
  dated: "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\nServer: own\r\nVia: 1.1 own\r\n",
};
