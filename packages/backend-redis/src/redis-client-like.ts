/**
 * The part of a Redis client that the backend uses: ioredis' `Redis` or `Cluster`, or anything of that shape.
 *
 * `call` resolves with texts, and `callBuffer` with bytes (`Uint8Array`) instead of texts. Both resolve with lists for lists and null for
 * nothing, and reject with the server's error, whose message begins with its code (`NOSCRIPT …`). A client of a cluster sends a command to
 * the node of its first key and has `nodes("master")`, as ioredis' `Cluster` has. A client without `nodes` counts as one server.
 */
export interface RedisClientLike {
  call(command: string, ...args: readonly (string | Uint8Array | number)[]): Promise<unknown>;
  callBuffer(command: string, ...args: readonly (string | Uint8Array | number)[]): Promise<unknown>;
  quit(): Promise<unknown>;
}

/** A client of several masters. */
export interface ClusterClientLike extends RedisClientLike {
  nodes(role: "master"): readonly RedisClientLike[];
}

export function isClusterClient(client: RedisClientLike): client is ClusterClientLike {
  return "nodes" in client && typeof client.nodes === "function";
}

export function isClient(value: unknown): value is RedisClientLike {
  return (
    typeof value === "object" &&
    value !== null &&
    ["call", "callBuffer", "quit"].every((member) => typeof Reflect.get(value, member) === "function")
  );
}
