import type { OpenBackend } from "../backends/with-serializer.ts";
import type { Backend } from "../contracts/backend.ts";
import { received } from "../engine/session/engine.ts";
import type { Session } from "../engine/session/session.ts";
import { underlying } from "../engine/store/backend-handle.ts";
import { asFailure } from "../engine/store/guard-backend.ts";
import { RcacheError } from "../errors/rcache-error.ts";

/** The open backend, for what a user asks of the store directly: here failures are the user's to see. */
export async function openBackend({ engine }: Session): Promise<OpenBackend> {
  if (engine.closed) {
    throw new RcacheError("RCACHE_CLOSED", "the cache was closed", {
      remedy: "Create another cache. Requests continue without this one.",
    });
  }
  try {
    const open = await engine.handle.open();
    // What the user has seen answered is stored for the user, as it is for the next request.
    await received(engine);
    return open;
  } catch (error) {
    const cause = underlying(error);
    throw cause instanceof RcacheError ? cause : asFailure("open", cause);
  }
}

/** @throws RcacheError `RCACHE_UNSUPPORTED` */
export function unsupported(backend: Backend, ability: string, call: string): RcacheError {
  return new RcacheError(
    "RCACHE_UNSUPPORTED",
    `${call} needs ${ability}, which the backend ${backend.name} does not have`,
    {
      remedy: `Use a backend with ${ability}, such as @rcache/backend-sqlite.`,
    },
  );
}
