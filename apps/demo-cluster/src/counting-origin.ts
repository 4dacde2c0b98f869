import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { itemBody } from "./item-body.ts";

/** The field by which a process says who it is. */
export const PROCESS_FIELD = "x-demo-process";

/** One request that reached the origin. */
export interface Asked {
  readonly item: number;
  /** Which life of which process asked: `2.1` is the first life of the second. */
  readonly life: string;
}

/** A server on loopback that remembers who asked for what. */
export interface CountingOrigin {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** In the order of their arrival. */
  readonly asked: readonly Asked[];
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** @param onAsked called when a request has arrived, before it is answered */
export async function countingOrigin(
  delayMs: number,
  onAsked: (asked: Asked) => void,
): Promise<CountingOrigin> {
  const log: Asked[] = [];
  const server = createServer((request, response) => {
    const item = Number(/^\/items\/(\d+)$/.exec(request.url ?? "")?.[1]);
    const asked: Asked = { item, life: String(request.headers[PROCESS_FIELD]) };
    log.push(asked);
    onAsked(asked);
    setTimeout(() => {
      response.writeHead(200, { "content-type": "application/octet-stream", etag: `"${item}"` });
      response.end(itemBody(item));
    }, delayMs);
  });
  const url = await listening(server);
  return {
    url,
    asked: log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    // The cast: a server that listens on a port has such an address.
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}
