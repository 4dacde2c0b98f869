import { startRedisServer, withRedisProgram, withService } from "@rcache/services";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { connect } from "../src/open-connection.ts";
import type { RedisClientLike } from "../src/redis-client-like.ts";
import { RedisCommands } from "../src/redis-commands.ts";
import { redisTrial } from "./redis-trial.ts";

await withService(it, "redis", ({ url }) => {
  describe("round trips", () => {
    const trial = redisTrial({});
    const client = new Redis(url);
    const sent: string[] = [];
    const counted = countingClient(client, sent);
    const commandsOf = async (act: () => unknown): Promise<readonly string[]> => {
      sent.length = 0;
      await act();
      return [...sent];
    };
    const at = { target: "https://example.com/counted", selector: "GET" };
    afterAll(async () => {
      await trial.end();
      client.disconnect();
    });

    it("are one for a hit, for nothing, for all variants, and for a store, each with its epoch or precondition", async () => {
      const backend = await trial.open({ client: counted });
      const other = await trial.record("https://example.com/other");
      // The server learns each script once.
      for (const act of [
        () => backend.put(other),
        () => backend.find(at),
        () => backend.remove([other.head]),
        () => backend.invalidate(other.head.target),
        () => backend.lease?.("a", 1_000),
      ])
        await act();

      const { epoch } = await backend.find(at, "-");
      expect(epoch).toBeDefined();
      expect(await commandsOf(() => backend.find(at, "-"))).toEqual(["MGET"]);
      const first = await trial.record(at.target, { body: new Uint8Array(10_240) });
      expect(await commandsOf(() => backend.put(first, { epoch: epoch ?? "" }))).toEqual(["EVALSHA"]);
      expect(await commandsOf(() => backend.find(at, "-"))).toEqual(["MGET"]);
      expect(await backend.find(at, "-")).toMatchObject({
        complete: false,
        epoch,
        records: [{ variant: "-" }],
      });
      expect(await commandsOf(() => backend.find(at))).toEqual(["EVALSHA"]);
      expect(await commandsOf(async () => backend.remove([first.head]))).toEqual(["EVALSHA"]);
      expect(await commandsOf(() => backend.invalidate(at.target))).toEqual(["EVALSHA"]);
      expect(await commandsOf(() => backend.lease?.("b", 1_000))).toEqual(["EVALSHA"]);
    });

    it("are two only where another variant than the expected one is stored", async () => {
      const backend = await trial.open({ client: counted });
      await backend.put(await trial.record(at.target, { address: { variant: "v1" } }));
      expect(await commandsOf(() => backend.find(at, "v1"))).toEqual(["MGET"]);
      expect(await commandsOf(() => backend.find(at, "v2"))).toEqual(["MGET", "EVALSHA"]);
      expect(await backend.find(at, "v2")).toMatchObject({ complete: true, records: [{ variant: "v1" }] });
    });

    it("open a body with its first chunk in one", async () => {
      const backend = await trial.open({ client: counted });
      const ref = { id: "b", target: at.target, bytes: 300_000, checksum: "" };
      const writer = await backend.bodies?.create(
        { ...at, variant: "-" },
        ref.id,
        trial.clock.nowMs() + 60_000,
      );
      expect(await commandsOf(() => writer?.write(new Uint8Array(300_000)))).toEqual(["SET"]);
      await writer?.commit();
      await backend.bodies?.open(ref);
      expect(await commandsOf(() => backend.bodies?.open(ref))).toEqual(["EVALSHA"]);
    });

    it("begin with one write for all look-ups of a turn but the first, over a client of its own too", async () => {
      const { client: own, close } = await connect({ url });
      const commands = new RedisCommands(own);
      const read = (): Promise<unknown> => commands.read("MGET", "a", "b");
      const stream: unknown = Reflect.get(own, "stream");
      const replies = [read(), read(), read()];
      expect(stream).toMatchObject({ writableCorked: 1 });
      await Promise.all(replies);
      expect(stream).toMatchObject({ writableCorked: 0 });
      await close();
    });

    it("RED-06 never ask for KEYS, and leave a given client open", async () => {
      const backend = await trial.open({ client: counted });
      const commands = await commandsOf(async () => {
        for await (const _ of backend.scan?.({}) ?? []);
        await backend.sweep(10);
        await backend.removeWhere?.({}, 10);
        await backend.clear();
        await backend.close();
      });
      expect(commands).toContain("SCAN");
      expect(commands).not.toContain("KEYS");
      expect(await client.ping()).toBe("PONG");
    });
  });
});

await withRedisProgram(it, () => {
  describe("a script that the server does not know", () => {
    it("costs a second round trip, once", async () => {
      const server = await startRedisServer();
      const sent: string[] = [];
      const client = new Redis(server.url);
      const trial = redisTrial({ client: countingClient(client, sent) });
      const backend = await trial.open();
      const record = await trial.record("a");
      sent.length = 0;
      expect([await backend.put(record), await backend.put(record)]).toEqual(["stored", "stored"]);
      expect(sent).toEqual(["EVALSHA", "EVAL", "EVALSHA"]);
      await trial.end();
      client.disconnect();
      await server.stop();
    });
  });
});

/** Hands commands on to a client and writes down their names. */
function countingClient(client: Redis, sent: string[]): RedisClientLike {
  type Arg = string | Buffer | number;
  return {
    call: (command, ...args) => {
      sent.push(command);
      return client.call(command, ...(args as Arg[])); // the cast: the backend gives Buffers
    },
    callBuffer: (command, ...args) => {
      sent.push(command);
      return client.callBuffer(command, ...(args as Arg[])); // as above
    },
    quit: () => client.quit(),
  };
}
