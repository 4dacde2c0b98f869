import { withService } from "@rcache/services";
import { processContract } from "@rcache/testkit";
import { describe, it } from "vitest";

await withService(it, "dynamodb", (server) => {
  const module = new URL("./programs/shared-backend.ts", import.meta.url);
  processContract({ describe, it }, { module, place: server.url });
});
