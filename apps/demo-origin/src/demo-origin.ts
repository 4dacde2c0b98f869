import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { type Content, contentAt } from "./content.ts";
import { answerFor } from "./judge-exchange.ts";
import { KNOB_NAMES, type Knobs, readKnobs } from "./knobs.ts";

/** A running origin. */
export interface DemoOrigin {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Requests so far: all, those of a path (`/json`, whatever its query), or those of a path with its query (`/json?maxAge=1`). */
  hits(path?: string): number;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

export interface DemoOriginOptions {
  /** @default 0, any free port */
  readonly port?: number;
}

/**
 * Starts an HTTP server on loopback whose answers are made to order by their query: `/json?maxAge=60&etag=v1&delay=50`.
 *
 * Paths: `/json`, `/text`, `/bytes/<length>`, `/image`. A path that is not there is a 404 and a knob that cannot be read is a 400, both with a
 * text that says what there is. Rejects where the port is taken.
 */
export function startDemoOrigin(options: DemoOriginOptions = {}): Promise<DemoOrigin> {
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const target = request.url ?? "/";
    const hit = (counts.get(target) ?? 0) + 1;
    counts.set(target, hit);
    // A caller who leaves in the middle ends the exchange and nothing else.
    respond(request, response, hit).catch(() => response.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", () => resolve(runningOrigin(server, counts)));
  });
}

function runningOrigin(server: Server, counts: ReadonlyMap<string, number>): DemoOrigin {
  // The cast: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hits(path) {
      let sum = 0;
      for (const [target, count] of counts)
        if (path === undefined || path === target || path === pathOf(target)) sum += count;
      return sum;
    },
    close() {
      return new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
    },
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, hit: number): Promise<void> {
  const target = request.url ?? "/";
  const query = new URLSearchParams(target.slice(pathOf(target).length + 1));
  const knobs = readKnobs(query);
  if ("problem" in knobs)
    return sayText(response, 400, `${knobs.problem}. Knobs: ${KNOB_NAMES.join(", ")}.\n`);
  const received = await bodyText(request);
  const content = contentAt(pathOf(target), {
    target,
    varied: variedFields(request, knobs),
    received,
    size: knobs.size,
  });
  if (knobs.delay) await wait(knobs.delay);
  if (!content) return sayText(response, 404, "There are /json, /text, /bytes/<length> and /image.\n");
  if (hit <= (knobs.fail ?? 0) || hit > (knobs.failAfter ?? Number.POSITIVE_INFINITY)) {
    return sayText(response, 503, `Failure ${hit}, as ordered.\n`);
  }
  if (knobs.redirect) {
    query.set("redirect", String(knobs.redirect - 1));
    response.writeHead(302, { location: `${pathOf(target)}?${query}`, "content-length": "0" });
    response.end();
    return;
  }
  await sendContent(request, response, content, knobs);
}

async function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
  knobs: Knobs,
): Promise<void> {
  const { "if-none-match": ifNoneMatch, "if-modified-since": ifModifiedSince } = request.headers;
  const answer = answerFor(content, knobs, { ifNoneMatch, ifModifiedSince });
  response.writeHead(answer.status, answer.headers);
  if (answer.sendsBody && request.method !== "HEAD")
    await pipeline(Readable.from(content.chunks()), response);
  else response.end();
}

function sayText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}

function pathOf(target: string): string {
  return target.split("?", 1)[0] ?? target;
}

function variedFields(request: IncomingMessage, knobs: Knobs): Record<string, string> {
  const names = (knobs.vary ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  const fields = new Map<string, string>();
  for (const name of names)
    if (name !== "" && name !== "*") fields.set(name, request.headersDistinct[name]?.join(", ") ?? "");
  return Object.fromEntries(fields);
}

async function bodyText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
