import type { BodyRef } from "@rcache/core/backend";
import { type Service, withMongodbServers } from "@rcache/services";
import { entryOf, recordOf, unusableBackend } from "@rcache/testkit";
import { type CommandStartedEvent, GridFSBucket, MongoClient } from "mongodb";
import { afterAll, describe, expect, it, vi } from "vitest";
import { gridfsBackend } from "../src/gridfs-backend.ts";

vi.setConfig({ testTimeout: 60_000 });

const AT = { target: "https://example.com/", selector: "GET", variant: "-" };
const DAY_MS = 86_400_000;

await withMongodbServers(it, suite);

async function suite({ url, version }: Service): Promise<void> {
  const dbName = `gridfs_${crypto.randomUUID().slice(0, 8)}`;
  const client = await new MongoClient(url, { monitorCommands: true }).connect();
  const db = client.db(dbName);
  let nowMs = Date.now();
  const host = { nowMs: () => nowMs, report: () => undefined };
  const backend = gridfsBackend({ dbName, client });
  await backend.open(host);
  afterAll(async () => {
    await backend.close();
    await db.dropDatabase();
    await client.close();
  });

  const write = async (id: string, bytes: number): Promise<BodyRef> => {
    const writer = await backend.bodies?.create(AT, id, nowMs + 1_000);
    const chunk = new Uint8Array(100_000).fill(7);
    for (let at = 0; at < bytes; at += chunk.length) await writer?.write(chunk.subarray(0, bytes - at));
    await writer?.commit();
    return { id, target: AT.target, bytes, checksum: "crc32:00000000" };
  };
  const count = (collection: string): Promise<number> => db.collection(collection).countDocuments();

  describe(`GridFS in ${version}`, () => {
    it("MON-10 has large bodies as files that other programs can read, and small ones in their records", async () => {
      const ref = await write("large", 17_000_000);
      const record = await recordOf(entryOf({ address: AT, body: ref, receivedAtMs: nowMs }), backend);
      expect(await backend.put(record)).toBe("stored");
      const bucket = new GridFSBucket(db);
      const [file] = await bucket.find({ filename: "large" }).toArray();
      expect(file?.length).toBe(17_000_000);
      let bytes = 0;
      for await (const chunk of bucket.openDownloadStreamByName("large")) bytes += chunk.length;
      expect(bytes).toBe(17_000_000);
      const small = entryOf({ address: { target: "https://example.com/small" }, receivedAtMs: nowMs });
      await backend.put(await recordOf(small, backend));
      expect(await count("fs.files")).toBe(1);
      expect((await backend.stats?.())?.bytes).toBe(17_000_000 + 11);
    });

    it("MON-11, G-285 opens no file that has lost a chunk, and none that is gone", async () => {
      const ref = await write("damaged", 1_000_000);
      expect(await backend.bodies?.open(ref)).toBeDefined();
      await db
        .collection<{ files_id: string; n: number }>("fs.chunks")
        .deleteOne({ files_id: "damaged", n: 2 });
      expect(await backend.bodies?.open(ref)).toBeUndefined();
      await db.collection<{ _id: string }>("fs.files").deleteOne({ _id: "damaged" });
      expect(await backend.bodies?.open(ref)).toBeUndefined();
    });

    it("asks for one chunk before the first byte, and for the next when that is wanted", async () => {
      const ref = await write("read-slowly", 3_000_000);
      const asked: unknown[] = [];
      const note = ({ command }: CommandStartedEvent): void => {
        if (command["find"] === "fs.chunks") asked.push(command["filter"]);
      };
      client.on("commandStarted", note);
      const reader = (await backend.bodies?.open(ref))?.[Symbol.asyncIterator]();
      await reader?.next();
      expect(asked).toEqual([{ files_id: "read-slowly", n: 0 }]);
      await reader?.next();
      expect(asked.slice(1)).toEqual([{ files_id: "read-slowly", n: 1 }]);
      client.off("commandStarted", note);
    });

    it("loses files that nobody names, and those that were given up", async () => {
      const files = await count("fs.files");
      await write("never-named", 600_000);
      const writer = await backend.bodies?.create(AT, "given-up", nowMs + 1_000);
      await writer?.write(new Uint8Array(600_000));
      await writer?.abort();
      const dead = await backend.bodies?.create(AT, "writer-died", nowMs + 1_000);
      await dead?.write(new Uint8Array(600_000));
      const chunks = db.collection<{ files_id: string }>("fs.chunks");
      expect(await chunks.countDocuments({ files_id: "given-up" })).toBe(0);
      expect(await chunks.countDocuments({ files_id: "writer-died" })).toBeGreaterThan(0);
      nowMs += DAY_MS;
      for (let more = true; more; ) more = (await backend.sweep(100)).more;
      expect(await chunks.countDocuments({ files_id: { $in: ["never-named", "writer-died"] } })).toBe(0);
      expect(await count("fs.files")).toBeLessThanOrEqual(files);
      await backend.clear();
      expect([await count("fs.files"), await count("fs.chunks")]).toEqual([0, 0]);
    });

    it("MON-13 leaves a client of somebody else open", async () => {
      const second = gridfsBackend({ dbName, client, cacheName: "second" });
      await second.open(host);
      expect(second.name).toBe(`gridfs ${dbName} second`);
      await second.close();
      expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    });
  });
}

describe("gridfsBackend", () => {
  it("refuses what it cannot use, under its own name", async () => {
    expect(() => gridfsBackend({ url: "http://localhost" })).toThrow("gridfsBackend.url");
    const refused = gridfsBackend({ url: "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200" });
    expect(await unusableBackend(refused)).toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
  });
});
