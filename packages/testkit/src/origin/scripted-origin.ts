import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { RcacheError } from "@rcache/core";
import { joined } from "../bytes.ts";
import { sendAnswer } from "./send-answer.ts";

/** A response of a {@link ScriptedOrigin}. By default: 200 without a body. */
export interface ScriptedAnswer {
  /** The status. @default 200 */
  readonly status?: number;
  /** The reason phrase. @default the usual one of the status */
  readonly statusText?: string;
  /**
   * The headers. A list is sent as one line per value. `Content-Length` is added if the length is known and you give none. No `Date` is
   * added.
   */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The body. An iterable is sent chunk by chunk. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Waits this many milliseconds of real time before it answers. @default 0 */
  readonly delayMs?: number;
  /**
   * Sends the head and the first piece of the body (half of a text or of bytes, the first chunk of an iterable); the rest waits for this
   * promise.
   */
  readonly hold?: Promise<unknown>;
  /**
   * `reset`: the connection is reset before the head. `truncate`: it ends after the first piece of the body. `hang`: no response until the
   * origin is closed.
   */
  readonly fault?: "reset" | "truncate" | "hang";
}

/** A request that a {@link ScriptedOrigin} received. */
export interface ScriptedRequest {
  readonly method: string;
  /** The path with the query, as on the wire. */
  readonly path: string;
  /** The headers, with names in lower case. The lines of a repeated header are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Resolves when the whole body has arrived, or with what had arrived when the client left. Never rejects. */
  readonly body: Promise<Uint8Array>;
  /** Resolves when the exchange is over: the response was sent, or the connection ended. Never rejects. */
  readonly ended: Promise<void>;
}

/** A real HTTP server on loopback that answers as you tell it, and records what it was asked. */
export interface ScriptedOrigin extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** The requests, in the order of their arrival. */
  readonly requests: readonly ScriptedRequest[];
  /**
   * Sets the responses for a path: they are sent in turn, and the last one repeats. A second call replaces the first. A path with a query
   * applies to that query only; a path without one applies to every query without responses of its own. Other paths respond with 404.
   */
  answer(path: string, ...answers: readonly ScriptedAnswer[]): void;
}

/**
 * Starts an origin on a free port of 127.0.0.1. Disposing of it ends all its connections. Node, Bun and Deno only.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` from `answer`, for a path without a slash or without responses
 */
export async function scriptedOrigin(): Promise<ScriptedOrigin> {
  // Imported here: the rest of the kit also runs where there is no node:http.
  const { createServer } = await import("node:http");
  const script = new Map<string, ScriptedAnswer[]>();
  const requests: ScriptedRequest[] = [];
  const closing = new AbortController();
  const server = createServer((request, response) => {
    const asked = logged(request, response);
    requests.push(asked);
    void sendAnswer(request, response, nextAnswer(script, asked.path), { closing: closing.signal, asked });
  });
  const url = await listening(server);
  return {
    url,
    requests,
    answer(path, ...answers) {
      script.set(checkedPath(path, answers.length), [...answers]);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await closed(server);
    },
  };
}

function checkedPath(path: string, answers: number): string {
  if (path.startsWith("/") && answers > 0) return path;
  throw new RcacheError("RCACHE_INVALID_OPTION", `answer("${path}") with ${answers} answers`, {
    remedy: "Give a path that begins with a slash, and at least one answer.",
  });
}

function logged(request: IncomingMessage, response: ServerResponse): ScriptedRequest {
  const headers: Record<string, string> = Object.create(null);
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? "").toLowerCase();
    const value = request.rawHeaders[i + 1] ?? "";
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return {
    method: request.method ?? "",
    path: request.url ?? "/",
    headers: { ...headers },
    body: bodyOf(request),
    ended: new Promise((resolve) => response.once("close", resolve)),
  };
}

function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  // Reading also keeps the connection usable: an unread upload would block it.
  request.on("data", (part: Uint8Array) => parts.push(part));
  return new Promise((resolve) => {
    const settle = (): void => {
      resolve(joined(parts));
    };
    // A client that goes away is part of many tests.
    request.once("end", settle).once("close", settle).on("error", settle);
  });
}

function nextAnswer(script: Map<string, ScriptedAnswer[]>, path: string): ScriptedAnswer {
  const answers = script.get(path) ?? script.get(path.split("?", 1)[0] ?? path);
  const answer = answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0];
  return (
    answer ?? {
      status: 404,
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
      body: `scriptedOrigin: nothing was said about ${path}. Call origin.answer(${JSON.stringify(path)}, …) first.\n`,
    }
  );
}

function listening(server: Server<typeof IncomingMessage, typeof ServerResponse>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string")
        reject(new Error(`The origin listens on ${String(address)}`));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

function closed(server: Server<typeof IncomingMessage, typeof ServerResponse>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
