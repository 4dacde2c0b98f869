import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Service, withMongodbServers } from "@rcache/services";
import { BSON, type Document, MongoClient } from "mongodb";
import { afterAll, describe, expect, it, vi } from "vitest";
import { gridfsBackend } from "../src/gridfs-backend.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Collections as a released version has left them. A new form adds a fixture; nobody edits one. */
function fixture(name: string): Readonly<Record<string, Document[]>> {
  return BSON.EJSON.parse(readFileSync(join(import.meta.dirname, "fixtures", name), "utf8"));
}

await withMongodbServers(it, suite);

async function suite({ url, version }: Service): Promise<void> {
  const dbName = `gridfs_${crypto.randomUUID().slice(0, 8)}`;
  const client = await new MongoClient(url).connect();
  afterAll(async () => {
    await client.db(dbName).dropDatabase();
    await client.close();
  });

  describe(`documents and files of the first form in ${version}`, () => {
    it("F10 are read as they were written", async () => {
      for (const [collection, documents] of Object.entries(fixture("documents-1.json")))
        await client.db(dbName).collection(collection).insertMany(documents);
      const backend = gridfsBackend({ dbName, client });
      await backend.open({ nowMs: () => Date.UTC(2026, 0, 2), report: () => undefined });
      const [large] = (await backend.find({ target: "https://example.com/large", selector: "GET" }, "-"))
        .records;
      const ref = {
        id: "body-1",
        target: "https://example.com/large",
        bytes: 10,
        checksum: "crc32:00000000",
      };
      expect(large?.body).toEqual(ref);
      const texts: string[] = [];
      for await (const chunk of (await backend.bodies?.open(ref)) ?? [])
        texts.push(new TextDecoder().decode(chunk));
      expect(texts).toEqual(["large body"]);
      expect(await backend.stats?.()).toEqual({ entries: 1, bytes: 10 });
      await backend.close();
    });
  });
}
