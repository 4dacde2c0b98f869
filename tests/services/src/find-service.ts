import { hasDockerEngine, startComposed } from "./compose.ts";
import {
  isMissing,
  type Location,
  type Missing,
  type ServerKind,
  type Service,
  type Surroundings,
} from "./service.ts";

/**
 * Comes by one server: by its environment variable, by Docker Compose where an engine answers, by a program of this machine.
 *
 * What the environment names must answer; a way further down that fails is a reason among others.
 */
export async function findService(kind: ServerKind): Promise<Service | Missing> {
  const named = process.env[kind.variable];
  if (named !== undefined && named !== "") return fromEnvironment(kind, named);
  const reasons: string[] = [];
  const composed = await fromCompose(kind, reasons);
  if (composed !== undefined) return composed;
  const started = await kind.start?.(surroundings()).catch((error: unknown) => {
    reasons.push(String(error));
    return undefined;
  });
  if (started !== undefined && !isMissing(started))
    return serviceOf(kind, "program", started, () => started.stop());
  if (started !== undefined) reasons.push(started.because);
  const remedy = started?.remedy ?? "Name a running one";
  return {
    because: reasons.join("; ") || "no Docker engine answers and there is no other way to start one",
    remedy: `${remedy} in ${kind.variable}, or let the tests install it: RCACHE_INSTALL_SERVICES=1.`,
  };
}

async function fromEnvironment(kind: ServerKind, value: string): Promise<Service | Missing> {
  try {
    return serviceOf(kind, "environment", await kind.connect(value), () => Promise.resolve());
  } catch (error) {
    return {
      because: `nobody answers at what ${kind.variable} names (${String(error)})`,
      remedy: `Start it, or unset ${kind.variable}.`,
    };
  }
}

async function fromCompose(kind: ServerKind, reasons: string[]): Promise<Service | undefined> {
  const { compose } = kind;
  if (compose === undefined || !(await hasDockerEngine())) return undefined;
  try {
    const { port, stop } = await startComposed(compose.service);
    try {
      return serviceOf(kind, "compose", await kind.connect(compose.value(port)), stop);
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    reasons.push(`Docker Compose does not start it (${String(error)})`);
    return undefined;
  }
}

function serviceOf(
  kind: ServerKind,
  from: Service["from"],
  location: Location,
  stop: () => Promise<void>,
): Service {
  const { url, version, nodes } = location;
  let stopped: Promise<void> | undefined;
  return {
    name: kind.name,
    from,
    url,
    version,
    ...(nodes === undefined ? {} : { nodes }),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** What the environment allows. */
export function surroundings(): Surroundings {
  const { RCACHE_INSTALL_SERVICES: install, RCACHE_REQUIRE_ALL: all } = process.env;
  return { mayInstall: install === "1" || all === "1" };
}
