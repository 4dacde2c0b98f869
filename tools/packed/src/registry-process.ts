import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A registry on loopback, in a process of its own. */
export interface RegistryProcess extends Disposable {
  /** With a slash at its end. */
  readonly address: string;
}

/** Starts a registry that knows these tarballs and nothing else. */
export async function startRegistry(tarballs: Iterable<string>): Promise<RegistryProcess> {
  const program = join(import.meta.dirname, "loopback-registry.ts");
  const child = spawn(process.execPath, [program, ...tarballs], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const address of createInterface(child.stdout))
    return { address, [Symbol.dispose]: () => void child.kill() };
  throw new Error("the registry has ended");
}
