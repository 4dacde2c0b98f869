import { once } from "node:events";
import { createServer } from "node:net";

/** A server that writes what it is told, byte by byte, whether that is HTTP or not. */
export interface RawOrigin extends AsyncDisposable {
  readonly url: string;
}

/** @param answer the whole message for a path; the connection ends with it */
export async function rawOrigin(answer: (path: string) => Uint8Array): Promise<RawOrigin> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (head) => socket.end(answer(head.toString("latin1").split(" ")[1] ?? "")));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the origin listens on no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}
