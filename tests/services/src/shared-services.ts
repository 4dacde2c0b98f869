import { createServer } from "node:http";
import { findService } from "./find-service.ts";
import { SERVER_KINDS } from "./server-kinds.ts";
import { isMissing, type Missing, type Service, type ServiceName } from "./service.ts";

/** The environment variable by which the tests of a run find its servers. */
export const ADDRESS_VARIABLE = "RCACHE_SERVICES_ADDRESS";

/** The servers of one run. */
export interface SharedServices {
  readonly url: string;
  /** Those that were asked for and are there. */
  running(): Promise<readonly Service[]>;
  /** Stops all that were started. */
  stop(): Promise<void>;
}

/**
 * Starts each server when it is asked for the first time, once for the whole run, in this process; test files ask over HTTP on loopback. A run
 * that needs no server starts none, and whoever owns this process owns the servers.
 */
export async function shareServices(): Promise<SharedServices> {
  const found = new Map<string, Promise<Service | Missing>>();
  const find = (name: string): Promise<Service | Missing> => {
    const there = found.get(name) ?? announced(findNamed(name));
    found.set(name, there);
    return there;
  };
  const server = createServer((request, response) => {
    void find(decodeURIComponent(request.url?.slice(1) ?? ""))
      .catch(
        (error: unknown): Missing => ({
          because: String(error),
          remedy: "This is a mistake of tests/services.",
        }),
      )
      .then((result) => response.setHeader("content-type", "application/json").end(JSON.stringify(result)));
  });
  // Installing and building may take minutes, and nobody waits for a test that is over.
  server.requestTimeout = 0;
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const running = async (): Promise<readonly Service[]> =>
    (await Promise.allSettled(found.values())).flatMap((one) =>
      one.status === "fulfilled" && !isMissing(one.value) ? [one.value] : [],
    );
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    running,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await Promise.all((await running()).map((service) => service.stop()));
    },
  };
}

async function announced(finding: Promise<Service | Missing>): Promise<Service | Missing> {
  const found = await finding;
  if (!isMissing(found)) console.info(`server: ${found.version} (${found.from})`);
  return found;
}

async function findNamed(name: string): Promise<Service | Missing> {
  // The cast: `Object.hasOwn` says that it is a name.
  const kind = Object.hasOwn(SERVER_KINDS, name) ? SERVER_KINDS[name as ServiceName] : undefined;
  return kind === undefined
    ? { because: `tests/services knows no ${name}`, remedy: "Add it to server-kinds.ts." }
    : findService(kind);
}
