import http from "node:http";
import net from "node:net";
import { disabled } from "@rcache/patch";
import { listening } from "./listening.ts";

/** A proxy that counts: plain HTTP is asked with the whole URL, everything else goes through a tunnel. */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** How many requests it has sent on, and tunnels it has opened. */
  count(): number;
}

export async function startProxy(): Promise<Proxy> {
  let count = 0;
  const server = http.createServer((request, response) => {
    count += 1;
    // The proxy stands in the same process here, and must not wait for the answer that waits for it.
    const forwarded = disabled(() =>
      http.request(request.url ?? "", { method: request.method, headers: request.headers }),
    );
    forwarded.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  const tunnels = new Set<net.Socket>();
  server.on("connect", (request, client: net.Socket, head: Buffer) => {
    count += 1;
    const { hostname, port } = new URL(`http://${request.url}`);
    const origin = net.connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      origin.write(head);
      client.pipe(origin).pipe(client);
    });
    for (const socket of [client, origin]) {
      tunnels.add(socket);
      socket.on("error", () => undefined);
    }
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count,
    async [Symbol.asyncDispose]() {
      for (const socket of tunnels) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
