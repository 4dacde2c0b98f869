import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { programOnPath, runCommand } from "./installations.ts";

const ROOT = join(import.meta.dirname, "../../..");
const FILE = join(ROOT, "docker-compose.yml");
const ENGINE_WITHIN_MS = 3_000;

let engine: Promise<boolean> | undefined;

/** Whether a Docker engine answers. Asked once. */
export function hasDockerEngine(): Promise<boolean> {
  engine ??= asksEngine();
  return engine;
}

async function asksEngine(): Promise<boolean> {
  if (programOnPath("docker") === undefined) return false;
  try {
    await runCommand("docker", ["info"], { timeoutMs: ENGINE_WITHIN_MS });
    await runCommand("docker", ["compose", "version"], { timeoutMs: ENGINE_WITHIN_MS });
    return true;
  } catch {
    return false;
  }
}

/** Starts one service of docker-compose.yml on a free port, in a project of its own, and gives the port. */
export async function startComposed(service: string): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const project = ["compose", "-p", `rcache-tests-${process.pid}-${service}`, "-f", FILE];
  const env = { [`RCACHE_${service.toUpperCase()}_PORT`]: String(port) };
  const stop = async (): Promise<void> => {
    await runCommand("docker", [...project, "down", "--volumes"], { env });
  };
  try {
    await runCommand("docker", [...project, "up", "--detach", "--wait", service], { env });
    return { port, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
