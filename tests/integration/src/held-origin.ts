import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Gate, gate } from "./gate.ts";

/** What an origin does with one request. */
export type Answering = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that says what became of its answers. */
export interface HeldOrigin extends AsyncDisposable {
  readonly url: string;
  /** How often it was asked. */
  asked(): number;
  /** Answers that are neither ended nor broken off. */
  underWay(): number;
}

/** Starts an origin that answers every request like this. */
export async function heldOrigin(answer: Answering): Promise<HeldOrigin> {
  let asked = 0;
  let underWay = 0;
  const server = createServer((request, response) => {
    asked += 1;
    underWay += 1;
    request.resume();
    response.on("error", () => undefined);
    response.on("close", () => {
      underWay -= 1;
    });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // The cast: a server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    underWay: () => underWay,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends head and first half of a body at once, and the second half when it is told. */
export function halved(
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): { readonly answer: Answering; readonly rest: Gate } {
  const rest = gate();
  const half = body.length >> 1;
  const answer: Answering = (response) => {
    response.writeHead(status, headers);
    response.flushHeaders();
    response.write(body.subarray(0, half));
    void rest.opened.then(() => response.end(body.subarray(half)));
  };
  return { answer, rest };
}

/** Answers with a body that never ends, as fast as it is taken. */
export const endless = (
  response: ServerResponse,
  _request: IncomingMessage,
  { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): void => {
  response.writeHead(status, { "content-type": "application/octet-stream", ...headers });
  const piece = Buffer.alloc(65_536, 1);
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", more);
  more();
};

/** Answers with head and first bytes, and never goes on. */
export const stalled: Answering = (response) => {
  response.writeHead(200, { "content-type": "application/octet-stream" });
  response.write("first");
};
