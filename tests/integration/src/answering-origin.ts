import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A real server on loopback whose answers depend on what it is asked. */
export interface AnsweringOrigin extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  /** In the order of their arrival. */
  readonly requests: readonly IncomingMessage[];
}

/** @param answer is given each request, and its number from 1 */
export async function answeringOrigin(
  answer: (request: IncomingMessage, response: ServerResponse, number: number) => void,
): Promise<AnsweringOrigin> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    answer(request, response, requests.length);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the origin listens on no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
