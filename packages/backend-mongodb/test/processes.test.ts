import { withMongodbServers } from "@rcache/services";
import { processContract } from "@rcache/testkit";
import { describe, it } from "vitest";

await withMongodbServers(it, ({ version, url }) => {
  const module = new URL("./programs/shared-backend.ts", import.meta.url);
  describe(version, () => processContract({ describe, it }, { module, place: url }));
});
