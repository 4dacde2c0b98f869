import { readFileSync } from "node:fs";
import { join } from "node:path";
import { documentSerializer, type RecordDocument } from "@rcache/core/backend";
import { type Service, withMongodbServers } from "@rcache/services";
import { BSON, type Document } from "mongodb";
import { afterAll, describe, expect, it, vi } from "vitest";
import { mongodbBackend } from "../src/mongodb-backend.ts";
import { mongodbTrial, record } from "./mongodb-trial.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Collections as a released version has left them. A new form adds a fixture; nobody edits one. */
function fixture(name: string): Readonly<Record<string, Document[]>> {
  return BSON.EJSON.parse(readFileSync(join(import.meta.dirname, "fixtures", name), "utf8"));
}

await withMongodbServers(it, suite);

async function suite({ url, version }: Service): Promise<void> {
  const trial = await mongodbTrial(url, mongodbBackend);
  afterAll(() => trial.end());

  describe(`documents of the first form in ${version}`, () => {
    it("F10 are read as they were written", async () => {
      for (const [collection, documents] of Object.entries(fixture("documents-1.json")))
        await trial.db.collection(collection).insertMany(documents);
      // Written at the first instant of 2026, to be removed a year later.
      trial.clock.advance(Date.UTC(2026, 0, 2) - trial.clock.nowMs());
      const backend = await trial.open();

      const users = { target: "https://example.com/users", selector: "GET.p1" };
      const found = await backend.find(users);
      expect(found.epoch).toMatch(/^[0-9a-f-]{36}$/);
      const [first] = found.records;
      // The cast: a backend of documents finds documents.
      const decoded = documentSerializer.decode(first?.value as RecordDocument, { ...users, variant: "v1" });
      expect(await decoded).toMatchObject({
        entry: {
          tags: ["users"],
          vary: ["accept"],
          response: {
            headers: [
              ["Set-Cookie", "a=1"],
              ["set-cookie", "b=2"],
              ["content-type", "application/json"],
            ],
          },
        },
      });
      const [large] = (await backend.find({ target: "https://example.com/large", selector: "GET" })).records;
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
      expect(await backend.stats?.()).toEqual({ entries: 3, bytes: 25 });
      const seen = { epoch: found.epoch ?? "" };
      expect(await backend.put(await record(users.target), seen)).toBe("stored");
    });
  });
}
