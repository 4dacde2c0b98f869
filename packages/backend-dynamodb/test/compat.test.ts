import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { documentSerializer, type RecordDocument } from "@rcache/core/backend";
import { withService } from "@rcache/services";
import { afterAll, describe, expect, it, vi } from "vitest";
import { dynamodbTrial, type Item, record } from "./dynamodb-trial.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Items as a released version has left them. A new form adds a fixture; nobody edits one. */
function fixture(name: string): Item[] {
  const text = readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");
  return JSON.parse(text, (key, value: unknown) =>
    key === "B" && typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value,
  );
}

await withService(it, "dynamodb", (server) => {
  const trial = dynamodbTrial(server.url);
  afterAll(() => trial.end());

  describe("items of the first form", () => {
    it("F10 are read as they were written", async () => {
      await trial.open();
      for (const Item of fixture("items-1.json"))
        await trial.client.send(new PutItemCommand({ TableName: trial.tableName, Item }));
      // Written at the first instant of 2026, to be removed a year later.
      trial.clock.advance(Date.UTC(2026, 0, 2) - trial.clock.nowMs());
      const backend = await trial.open({ cacheName: "github api" });

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
      expect(large?.body).toEqual({
        id: "body-1",
        target: "https://example.com/large",
        bytes: 10,
        checksum: "crc32:00000000",
      });
      const texts: string[] = [];
      for await (const chunk of (large?.body && (await backend.bodies?.open(large.body))) ?? [])
        texts.push(new TextDecoder().decode(chunk));
      expect(texts).toEqual(["large body"]);
      expect(await backend.stats?.()).toEqual({ entries: 3, bytes: 25 });
      const seen = { epoch: found.epoch ?? "" };
      expect(await backend.put(await record(users.target), seen)).toBe("stored");
    });
  });
});
