import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { programOnPath, runCommand } from "./installations.ts";
import { askRedis, redisVersion } from "./redis-wire.ts";
import type { Missing, Started, Surroundings } from "./service.ts";

/** A Redis server of a test's own, to be killed and started again. */
export interface OwnRedis extends Started {
  readonly port: number;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

export interface RedisServerOptions {
  /** @default a free one */
  readonly port?: number;
  /** Further arguments of the program. */
  readonly args?: readonly string[];
}

/**
 * Starts a server without persistence on 127.0.0.1, from `redis-server` on PATH.
 *
 * @throws Error where there is no such program, or it does not start
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<OwnRedis> {
  const command = programOnPath("redis-server");
  if (command === undefined) throw new Error("there is no redis-server on PATH");
  const port = options.port ?? (await freePort());
  const directory = await mkdtemp(join(tmpdir(), "rcache-redis-"));
  const at = { host: "127.0.0.1", port };
  const discard = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const server = await startProcess({
      command,
      args: [
        ...["--bind", "127.0.0.1", "--port", String(port), "--dir", directory],
        ...["--save", "", "--appendonly", "no", ...(options.args ?? [])],
      ],
      // One that wants a password answers too.
      probe: () => askRedis(at, "PING").catch(unlessAuthenticationIsMissing),
    });
    const version = await redisVersion(at).catch(() => "of unknown version");
    const end = (how: () => Promise<void>) => () => how().then(discard);
    return {
      url: `redis://127.0.0.1:${port}`,
      port,
      version: `Redis ${version}`,
      stop: end(server.stop),
      kill: end(server.kill),
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

function unlessAuthenticationIsMissing(error: unknown): void {
  if (!String(error).includes("NOAUTH")) throw error;
}

/** Installs Debian's package where that is allowed and possible. */
export async function needRedisProgram(around: Surroundings): Promise<Missing | undefined> {
  if (programOnPath("redis-server") !== undefined) return undefined;
  const missing: Missing = {
    because: "there is no redis-server on PATH",
    remedy: "Install it (Debian: apt-get install -y redis-server), or name a running one",
  };
  if (!around.mayInstall || process.getuid?.() !== 0 || programOnPath("apt-get") === undefined)
    return missing;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const get = ["install", "-y", "--no-install-recommends", "redis-server"];
  await runCommand("apt-get", get, { env }).catch(async () => {
    await runCommand("apt-get", ["update"], { env });
    await runCommand("apt-get", get, { env });
  });
  return programOnPath("redis-server") === undefined ? missing : undefined;
}
