import { once } from "node:events";
import { createServer } from "node:net";

const ATTEMPTS = 50;

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  return (await listenable(0)) ?? freePort();
}

/**
 * A port nobody listens on, and neither on the one so far above it.
 *
 * A Redis node talks to its cluster on its port plus 10000, and what the system gives away as free is often over 55535.
 */
export async function freePortWithAnother(above: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if ((await listenable(port)) !== undefined && (await listenable(port + above)) !== undefined) return port;
  }
  throw new Error(`no free port found with another ${above} above it in ${ATTEMPTS} attempts`);
}

async function listenable(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" ? address?.port : undefined;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
