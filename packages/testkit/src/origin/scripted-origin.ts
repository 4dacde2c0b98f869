import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { RcacheError } from "@rcache/core";
import { joined } from "../bytes.ts";
import { sendAnswer } from "./send-answer.ts";

/** One answer of a {@link ScriptedOrigin}. Nothing given: 200, no body. */
export interface ScriptedAnswer {
  /** @default 200 */
  readonly status?: number;
  /** The reason phrase. @default the usual one of the status */
  readonly statusText?: string;
  /** A list is sent as one line a value. `Content-Length` is added where the length is known and none is given; no `Date` is. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** An iterable is sent chunk by chunk as it comes. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Waits so many milliseconds of real time before it answers. @default 0 */
  readonly delayMs?: number;
  /** The head and the first piece of the body (half of a text or of bytes, the first chunk of an iterable) go out; the rest waits for this. */
  readonly hold?: Promise<unknown>;
  /** `reset`: the connection is reset before the head. `truncate`: it ends after the first piece of the body. `hang`: no answer until the origin is closed. */
  readonly fault?: "reset" | "truncate" | "hang";
}

/** One request a {@link ScriptedOrigin} was asked. */
export interface ScriptedRequest {
  readonly method: string;
  /** With the query, as on the wire. */
  readonly path: string;
  /** Names in lower case; the lines of a repeated field joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Settles when the whole body has come, or with what had come when the client left. Never rejects. */
  readonly body: Promise<Uint8Array>;
  /** Settles when the exchange is over: the answer is sent, or the connection has ended. Never rejects. */
  readonly ended: Promise<void>;
}

/** A real HTTP server on loopback that answers as it is told and remembers what it was asked. */
export interface ScriptedOrigin extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  /** In the order of their arrival. */
  readonly requests: readonly ScriptedRequest[];
  /**
   * Says what a path answers: the answers in turn, the last one from then on. Said again, it replaces what was said.
   * A path with a query is for that query only, one without for every query that has no answers of its own. Other paths answer 404.
   */
  answer(path: string, ...answers: readonly ScriptedAnswer[]): void;
}

/**
 * Starts an origin on a free port of 127.0.0.1. Node, Bun and Deno only. Disposing of it ends all its connections.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` from `answer`, for a path without a slash or without answers
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
