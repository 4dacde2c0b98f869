import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. */
export interface Echoed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A real HTTP server on loopback that remembers what it was sent, body and all. `/to/<status>/…` redirects to what follows, `/to/<status>?url` to that URL. */
export interface EchoOrigin extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly Echoed[];
}

export async function echoOrigin(): Promise<EchoOrigin> {
  const requests: Echoed[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    requests.push({
      method: request.method ?? "",
      path,
      headers: request.headers,
      body: await bodyOf(request),
    });
    const [, status, rest] = /^\/to\/(\d+)(.*)$/.exec(path) ?? [];
    if (status === undefined || rest === undefined) {
      response.end("arrived");
      return;
    }
    const location = rest.startsWith("?") ? decodeURIComponent(rest.slice(1)) : rest;
    response.writeHead(Number(status), { location }).end("moved");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // The cast: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
