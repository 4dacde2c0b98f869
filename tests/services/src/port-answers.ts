import { once } from "node:events";
import { connect } from "node:net";

/** Settles where somebody takes connections at the host and port of a URL. */
export async function portAnswers(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), timeout: 5_000 });
  socket.once("timeout", () => socket.destroy(new Error(`${hostname}:${port} does not answer`)));
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}
