import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { askRedis } from "./redis-wire.ts";
import type { Node } from "./service.ts";

/** A sentinel of a test's own. */
export interface OwnSentinel extends Node {
  stop(): Promise<void>;
}

/** Starts a sentinel that watches one master under this name, from `redis-server` on PATH. */
export async function startRedisSentinel(name: string, master: Node): Promise<OwnSentinel> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), "rcache-sentinel-"));
  const config = join(directory, "sentinel.conf");
  // It writes to its configuration, so that it wants one of its own.
  await writeFile(config, `sentinel monitor ${name} ${master.host} ${master.port} 1\n`);
  const discard = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const at = { host: "127.0.0.1", port };
  try {
    const server = await startProcess({
      command: "redis-server",
      args: [config, "--sentinel", "--bind", at.host, "--port", String(port), "--dir", directory],
      probe: () => askRedis(at, "PING"),
    });
    return { ...at, stop: () => server.stop().then(discard) };
  } catch (error) {
    await discard();
    throw error;
  }
}
