import { type ClusterClientLike, isClusterClient, type RedisClientLike } from "./redis-client-like.ts";

/** As long as a timer may be. */
const LONG_MS = 2_147_483_647;
/** The runtime's, whatever a test puts in their place later: only these keep a process alive. */
const setRealInterval = setInterval;
const clearRealInterval = clearInterval;

/** Keeps the process alive while something is under way: connections that wait for nothing do not. */
export class KeptAlive {
  #underWay = 0;
  readonly #timer = setRealInterval(() => undefined, LONG_MS).unref();

  during<T>(work: Promise<T>): Promise<T> {
    this.#underWay += 1;
    if (this.#underWay === 1) this.#timer.ref();
    work.then(this.#ended, this.#ended);
    return work;
  }

  end(): void {
    clearRealInterval(this.#timer);
  }

  readonly #ended = (): void => {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#timer.unref();
  };
}

/** The same client, whose commands keep the process alive until they have their replies. Its socket shows, so that writes can be gathered. */
export function keptAliveBy(alive: KeptAlive, client: RedisClientLike): RedisClientLike | ClusterClientLike {
  const kept: RedisClientLike & { readonly stream: unknown } = {
    get stream() {
      return Reflect.get(client, "stream");
    },
    call: (command, ...args) => alive.during(client.call(command, ...args)),
    callBuffer: (command, ...args) => alive.during(client.callBuffer(command, ...args)),
    quit: () => alive.during(client.quit()),
  };
  if (!isClusterClient(client)) return kept;
  return { ...kept, nodes: (role) => client.nodes(role).map((node) => keptAliveBy(alive, node)) };
}
