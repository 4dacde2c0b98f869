import { withService } from "@rcache/services";
import { describe, expect, it } from "vitest";
import { ran } from "./run-program.ts";

await withService(it, "redis", ({ url }) => {
  describe("a program that forgets to close its cache in Redis", () => {
    it("ends all the same, with all that it asked for", () => {
      expect(ran("forgets-close.ts", [url])).toEqual({ printed: "miss hit 1 1", warned: "", code: 0 });
    });
  });
});

await withService(it, "redis-cluster", ({ nodes = [] }) => {
  describe("a program that forgets to close its cache in a Redis Cluster", () => {
    it("ends all the same, with all that it asked for", () => {
      const where = nodes.map(({ host, port }) => `redis://${host}:${port}`).join(",");
      expect(ran("forgets-close.ts", [where])).toEqual({ printed: "miss hit 1 1", warned: "", code: 0 });
    });
  });
});
