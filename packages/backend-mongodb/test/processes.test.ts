import { withService } from "@rcache/services";
import { processContract } from "@rcache/testkit";
import { describe, it } from "vitest";

for (const name of ["mongodb-java", "ferretdb"] as const) {
  await withService(it, name, (server) => {
    const module = new URL("./programs/shared-backend.ts", import.meta.url);
    describe(server.version, () => processContract({ describe, it }, { module, place: server.url }));
  });
}
