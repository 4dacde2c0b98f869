import { connect, createServer, type Socket } from "node:net";

/** A way to a server on which round trips are counted, whatever is spoken. */
export interface TripCounter extends AsyncDisposable {
  /** The server's URL by this way. */
  readonly url: string;
  /** So far: how often something was sent after something had come, on all connections. */
  trips(): number;
}

/** Stands between a client and a server. */
export async function countTrips(serverUrl: string): Promise<TripCounter> {
  const { hostname, port, host } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let trips = 0;
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    let isSending = false;
    client.on("data", () => {
      if (!isSending) trips += 1;
      isSending = true;
    });
    server.on("data", () => {
      isSending = false;
    });
    client.pipe(server).pipe(client);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  proxy.listen(0, "127.0.0.1");
  await new Promise((resolve) => proxy.once("listening", resolve));
  const address = proxy.address();
  const ownPort = typeof address === "object" ? address?.port : undefined;
  return {
    url: serverUrl.replace(host, `127.0.0.1:${ownPort}`),
    trips: () => trips,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
