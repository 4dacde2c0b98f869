/** What a client writes to, where it shows that: a socket of Node. */
interface Corkable {
  cork(): void;
  uncork(): void;
}

/** The runtime's, whatever a test puts in its place later: what is held back would never be written. */
const setRealImmediate = setImmediate;

/**
 * Writes what is sent in one turn of the event loop together, when that turn ends: one call of the system instead of one each, and the server
 * wakes once. With a client that does not show its socket, as a cluster's, each command is written by itself.
 */
export class GatheredWrites {
  readonly #client: object;
  #held: Corkable | undefined;

  constructor(client: object) {
    this.#client = client;
  }

  /** Before a command is sent. */
  gather(): void {
    if (this.#held !== undefined) return;
    const stream: unknown = Reflect.get(this.#client, "stream");
    if (!isCorkable(stream)) return;
    stream.cork();
    this.#held = stream;
    setRealImmediate(this.#write);
  }

  readonly #write = (): void => {
    this.#held?.uncork();
    this.#held = undefined;
  };
}

function isCorkable(stream: unknown): stream is Corkable {
  return (
    typeof stream === "object" &&
    stream !== null &&
    "cork" in stream &&
    typeof stream.cork === "function" &&
    "uncork" in stream &&
    typeof stream.uncork === "function"
  );
}
