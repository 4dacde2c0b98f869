import { once } from "node:events";
import { connect } from "node:net";

const WITHIN_MS = 2_000;

/**
 * Sends one command over a connection of its own and gives the whole reply as it stands on the wire. The tests of a Redis client do not lean on
 * that client to start its server.
 *
 * @throws Error with the server's message where it replies with an error
 */
export async function askRedis(at: { host: string; port: number }, ...command: string[]): Promise<string> {
  const socket = connect(at.port, at.host);
  socket.setTimeout(WITHIN_MS, () => socket.destroy(new Error(`no reply within ${WITHIN_MS} ms`)));
  try {
    await once(socket, "connect");
    const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
    socket.write(`*${command.length}\r\n${parts.join("")}`);
    const reply = await readReply(socket);
    if (reply.startsWith("-")) throw new Error(`${command.join(" ")}: ${reply.slice(1).trim()}`);
    return reply;
  } finally {
    socket.destroy();
  }
}

/** Reads a simple reply or one bulk text; nothing else is asked for here. */
async function readReply(socket: AsyncIterable<Buffer>): Promise<string> {
  let reply = "";
  for await (const chunk of socket) {
    reply += chunk.toString();
    const head = /^\$(-?\d+)\r\n/.exec(reply);
    if (head === null ? reply.endsWith("\r\n") : reply.length >= head[0].length + Number(head[1]) + 2)
      return reply;
  }
  throw new Error("the connection ended before the reply");
}

/** The version out of `INFO server`. */
export async function redisVersion(at: { host: string; port: number }): Promise<string> {
  const info = await askRedis(at, "INFO", "server");
  return /redis_version:([^\r]+)/.exec(info)?.[1] ?? "of unknown version";
}
