import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { ManualClock } from "@rcache/testkit";
import { type Filling, filled } from "./header-values.ts";
import type { SuiteRequest, SuiteTest } from "./suite.ts";

/** One request as it reached the origin, and what it was told. */
export interface Seen {
  /** Which of the test's requests it was made for, from 1. */
  readonly number: number;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Names in lower case; of several lines the values, joined. */
  readonly sent: ReadonlyMap<string, string>;
}

/** A test under way. */
export interface Trial {
  readonly test: SuiteTest;
  /** Also the body of an answer that has no other, 36 characters long: some tests say so in `Content-Length`. */
  readonly token: string;
  readonly url: string;
  readonly clock: ManualClock;
  readonly seen: Seen[];
}

/** A real HTTP server on loopback that says what the tests' definitions have it say. */
export interface SuiteOrigin extends AsyncDisposable {
  begin(test: SuiteTest, clock: ManualClock): Trial;
}

/** The field in which a request says which of its test's it is. */
export const NUMBER_FIELD = "Req-Num";

const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304]);

export async function suiteOrigin(): Promise<SuiteOrigin> {
  const trials = new Map<string, Trial>();
  const server = createServer((request, response) => {
    const trial = trials.get(request.url?.split(/[/?]/)[1] ?? "");
    const number = Number(request.headers[NUMBER_FIELD.toLowerCase()]);
    const asked = trial?.test.requests[number - 1];
    if (trial !== undefined && asked !== undefined) answer({ trial, asked, number }, request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the origin listens on no port");
  return {
    begin(test, clock) {
      const token = randomUUID();
      const url = `http://127.0.0.1:${address.port}/${token}`;
      const trial: Trial = { test, token, url, clock, seen: [] };
      trials.set(token, trial);
      return trial;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

interface Turn {
  readonly trial: Trial;
  readonly asked: SuiteRequest;
  readonly number: number;
}

function answer(turn: Turn, request: IncomingMessage, response: ServerResponse): void {
  const { trial, asked, number } = turn;
  trial.clock.advance(1_000 * (asked.response_pause ?? 0));
  const filling: Filling = { nowMs: trial.clock.nowMs(), path: request.url ?? "" };
  sendInterim(asked, response);
  const [status, phrase] = statusOf(turn, request);
  response.statusCode = status;
  response.statusMessage = phrase;
  // The time of the machine is not the test's.
  response.sendDate = false;
  for (const [name, value] of ownLines(turn, filling)) response.setHeader(name, value);
  for (const line of asked.response_headers ?? [])
    response.appendHeader(line[0], filled(line, asked, filling));
  trial.seen.push({ number, method: request.method ?? "", headers: request.headers, sent: sentBy(response) });
  // A transfer coding that is not chunked leaves the body to end with the connection (RFC 9112 §6.3).
  if (response.hasHeader("transfer-encoding")) response.once("finish", () => request.socket.end());
  if (asked.disconnect) request.socket.destroy();
  else if (WITHOUT_BODY.has(status)) response.end();
  // As bytes: with a text, Node would write the head in the text's coding, and fields are Latin-1.
  else response.end(Buffer.from(asked.response_body ?? trial.token));
}

/** What an answer carries in every test, where the test does not say otherwise. */
function ownLines({ trial, asked, number }: Turn, { nowMs, path }: Filling): readonly [string, string][] {
  const own: readonly [string, string][] = [
    ["Date", new Date(nowMs).toUTCString()],
    ["Content-Type", "text/plain"],
    ["Server-Base-Url", path],
    ["Server-Now", String(nowMs)],
    ["Server-Request-Count", String(trial.seen.length + 1)],
    ["Client-Request-Count", String(number)],
  ];
  const given = new Set(asked.response_headers?.map(([name]) => name.toLowerCase()));
  return own.filter(([name]) => !given.has(name.toLowerCase()));
}

function sentBy(response: ServerResponse): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(response.getHeaders()).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : String(value),
    ]),
  );
}

function sendInterim({ interim_responses: interim = [] }: SuiteRequest, response: ServerResponse): void {
  for (const [status, lines = []] of interim) {
    if (status === 102) response.writeProcessing();
    else if (status === 103) response.writeEarlyHints(Object.fromEntries(lines));
    else throw new Error(`the origin cannot send a ${status}`);
  }
}

/** A status that a test without a condition is told where it should have sent one. */
export const NOT_CONDITIONAL = 999;

/** What is said, or a 304 where the validator of the answer before was sent. */
function statusOf(turn: Turn, { headers }: IncomingMessage): readonly [number, string] {
  const { expected_type: type, response_status: said = [200, "OK"] } = turn.asked;
  if (!type?.endsWith("validated")) return said;
  const isConfirmed = (field: string, condition: string): boolean => {
    const validator = validatorBefore(turn, field);
    return validator !== undefined && headers[condition] === validator;
  };
  return isConfirmed("etag", "if-none-match") || isConfirmed("last-modified", "if-modified-since")
    ? [304, "Not Modified"]
    : [NOT_CONDITIONAL, "304 Not Generated"];
}

/** The validator of the request before: as it was sent, or, where the cache answered that request, as it would have been. */
function validatorBefore({ trial, number }: Turn, field: string): string | undefined {
  const sent = trial.seen.findLast((seen) => seen.number === number - 1)?.sent.get(field);
  const lines = trial.test.requests[number - 2]?.response_headers;
  const value = lines?.find(([name]) => name.toLowerCase() === field)?.[1];
  return sent ?? (typeof value === "string" ? value : undefined);
}
