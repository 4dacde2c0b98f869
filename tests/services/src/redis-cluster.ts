import { freePortWithAnother } from "./free-port.ts";
import { needRedisProgram, type OwnRedis, startRedisServer } from "./redis-server.ts";
import { askRedis, redisVersion } from "./redis-wire.ts";
import type { Location, Node, ServerKind, Started } from "./service.ts";

const NODES = 3;
const SLOTS = 16_384;
/** A node's port for its cluster: always so far above its own. */
const BUS_OFFSET = 10_000;
const READY_WITHIN_MS = 30_000;

/** A cluster of a test's own. */
export interface OwnRedisCluster extends Started {
  readonly nodes: readonly Node[];
  /** In the order of `nodes`. */
  readonly servers: readonly OwnRedis[];
}

/** Three masters, no replicas. From the environment: `host:port,host:port`. */
export const redisCluster: ServerKind = {
  name: "redis-cluster",
  variable: "RCACHE_TEST_REDIS_CLUSTER",
  connect: async (value): Promise<Location> => {
    const nodes = value.split(",").map((one): Node => {
      const { hostname, port } = new URL(`redis://${one.trim().replace(/^rediss?:\/\//, "")}`);
      return { host: hostname, port: Number(port || 6_379) };
    });
    return locationOf(nodes);
  },
  // Not from compose: a cluster in containers names addresses that only containers reach.
  start: async (around) => (await needRedisProgram(around)) ?? (await startRedisCluster()),
};

/** Starts three masters that share the slots, and waits until each knows all. */
export async function startRedisCluster(): Promise<OwnRedisCluster> {
  const servers: OwnRedis[] = [];
  try {
    for (let node = 0; node < NODES; node += 1) servers.push(await startNode());
    const nodes = servers.map(({ port }): Node => ({ host: "127.0.0.1", port }));
    await makeCluster(nodes);
    return {
      ...(await locationOf(nodes)),
      nodes,
      servers,
      stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
    };
  } catch (error) {
    await Promise.all(servers.map((server) => server.kill()));
    throw error;
  }
}

async function startNode(): Promise<OwnRedis> {
  const port = await freePortWithAnother(BUS_OFFSET);
  return startRedisServer({ port, args: ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"] });
}

async function makeCluster(nodes: readonly Node[]): Promise<void> {
  const [first] = nodes;
  for (const [index, node] of nodes.entries()) {
    const from = Math.floor((index * SLOTS) / NODES);
    const to = Math.floor(((index + 1) * SLOTS) / NODES) - 1;
    await askRedis(node, "CLUSTER", "ADDSLOTSRANGE", String(from), String(to));
    await askRedis(node, "CLUSTER", "SET-CONFIG-EPOCH", String(index + 1));
    if (first !== undefined && node !== first)
      await askRedis(node, "CLUSTER", "MEET", first.host, String(first.port));
  }
  await Promise.all(nodes.map(untilComplete));
}

async function untilComplete(node: Node): Promise<void> {
  const untilMs = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const info = await askRedis(node, "CLUSTER", "INFO");
    if (info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${NODES}`)) return;
    if (Date.now() > untilMs) throw new Error(`the cluster does not come together:\n${info}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function locationOf(nodes: readonly Node[]): Promise<Location> {
  const [first] = nodes;
  if (first === undefined) throw new Error("the cluster has no node");
  return {
    url: `redis://${first.host}:${first.port}`,
    nodes,
    version: `Redis ${await redisVersion(first)}, ${nodes.length} nodes`,
  };
}
