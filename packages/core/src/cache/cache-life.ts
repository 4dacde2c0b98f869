import type { Backend } from "../contracts/backend.ts";
import { received } from "../engine/session/engine.ts";
import type { Session } from "../engine/session/session.ts";
import { asFailure } from "../engine/store/guard-backend.ts";
import type { Awaitable } from "../http/messages.ts";
import { openBackend } from "./open-backend.ts";

/** Runs one call of the user's against the backend; a failure comes back with a code. */
export async function asked<T>(
  session: Session,
  operation: string,
  call: (backend: Backend) => Awaitable<T>,
): Promise<T> {
  const { backend } = await openBackend(session);
  try {
    return await call(backend);
  } catch (cause) {
    throw asFailure(operation, cause);
  }
}

export async function ready(session: Session): Promise<void> {
  await openBackend(session);
}

export async function flush({ engine }: Session): Promise<void> {
  await received(engine);
  await engine.background.settled();
  await engine.storage.settled();
  if (engine.handle.current() === undefined) return;
  await engine.guard.call("flush", async ({ backend }) => backend.flush(), undefined);
}

/** Waits for what is under way, then lets the backend go where it is the cache's. Requests after that pass without the cache. */
export async function closeCache(session: Session, closesBackend: boolean): Promise<void> {
  const { engine } = session;
  if (engine.closed) return;
  try {
    await flush(session);
  } finally {
    if (closesBackend) {
      engine.closed = true;
      await engine.handle.close();
    }
  }
}

/** Empties the store; what is under way is not stored after. */
export async function clear(session: Session): Promise<void> {
  const { memory, background, flights, storage } = session.engine;
  memory.invalidatedAll();
  flights.detachAll();
  storage.forgetPending();
  await asked(session, "clear", (backend) => backend.clear());
  // Writes that began before have by now seen that they were overtaken.
  await background.settled();
}
