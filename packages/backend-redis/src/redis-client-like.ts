/**
 * What is used of a client: ioredis' `Redis` or `Cluster`, or anything of that shape.
 *
 * `call` gives texts, `callBuffer` bytes (`Uint8Array`) where `call` gives texts; both give lists for lists, null for nothing, and reject with the
 * server's error, whose message begins with its code (`NOSCRIPT …`). A client of a cluster sends a command to the node of its first key and has
 * `nodes("master")`, as ioredis' `Cluster` has; without that member it is taken for one server.
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
