import { withService } from "@rcache/services";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { openingError } from "./opening-error.ts";
import { redisTrial } from "./redis-trial.ts";

await withService(it, "redis", ({ url }) => {
  describe("RED-02 a given client", () => {
    it("is used as it is and left open", async () => {
      const client = new Redis(url);
      const trial = redisTrial({ client });
      const backend = await trial.open();
      await backend.put(await trial.record("a"));
      await trial.end();
      expect(await client.ping()).toBe("PONG");
      client.disconnect();
    });

    it("may be anything of that shape", async () => {
      const inner = new Redis(url);
      const client = {
        call: (command: string, ...args: readonly (string | Uint8Array | number)[]) =>
          inner.call(command, ...args.map(nodeArg)),
        callBuffer: async (command: string, ...args: readonly (string | Uint8Array | number)[]) =>
          plainBytes(await inner.callBuffer(command, ...args.map(nodeArg))),
        quit: () => inner.quit(),
      };
      const trial = redisTrial({ client });
      const backend = await trial.open();
      const record = await trial.record("a");
      await backend.put(record);
      const [found] = (await backend.find({ target: "a", selector: "GET" }, "-")).records;
      expect(found?.value).toEqual(record.value);
      await trial.end();
      inner.disconnect();
    });

    it("that fails makes open reject", async () => {
      const client = {
        call: () => Promise.reject(new Error("no")),
        callBuffer: () => Promise.reject(new Error("no")),
        quit: () => Promise.resolve(),
      };
      expect(await openingError({ client })).toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
    });
  });
});

function nodeArg(arg: string | Uint8Array | number): string | Buffer | number {
  return arg instanceof Uint8Array ? Buffer.from(arg) : arg;
}

/** Bytes that are no Buffer. */
function plainBytes(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(plainBytes);
  return reply instanceof Uint8Array ? new Uint8Array(reply) : reply;
}
