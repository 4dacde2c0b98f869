import { type ItLike, service, withService } from "./ask-service.ts";
import type { Service } from "./service.ts";

/**
 * Runs a suite with every server that speaks MongoDB's protocol: mongo-java-server in memory and over H2, and FerretDB, which the tests start, and a real `mongod`
 * where RCACHE_TEST_MONGODB_URL names one or Docker Compose starts one. That one is not missed where there is none.
 */
export async function withMongodbServers(
  it: ItLike,
  suite: (server: Service) => void | Promise<void>,
): Promise<void> {
  for (const name of ["mongodb-java", "mongodb-h2", "ferretdb"] as const) await withService(it, name, suite);
  const real = await service("mongodb");
  if (real !== undefined) await suite(real);
}
