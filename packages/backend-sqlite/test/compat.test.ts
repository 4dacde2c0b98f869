import { readFileSync } from "node:fs";
import { join } from "node:path";
import { frameSerializer } from "@rcache/core";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { found, record, sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());

/** A file as a released version has left it. A new version of the tables adds a fixture; nobody edits one. */
function openFixture(name: string): SqliteBackend {
  const db = new Database(trial.path(`${name}.sqlite`));
  db.exec(readFileSync(join(import.meta.dirname, "fixtures", `${name}.sql`), "utf8"));
  db.close();
  return trial.open(name);
}

describe("schema 1", () => {
  it("is read as it was written", async () => {
    const backend = openFixture("schema-1");
    const at = { target: "https://example.com/users", selector: "GET.p1", variant: "v1" };
    const [users] = (await backend.find(at, "v1")).records;
    const value = users?.value instanceof Uint8Array ? users.value : new Uint8Array();
    expect(await frameSerializer.decode(value, at)).toMatchObject({
      entry: { revision: "r1", tags: ["users"] },
    });
    const [large] = found(backend, "https://example.com/large").records;
    expect(large?.body).toEqual({
      id: "body-1",
      target: "https://example.com/large",
      bytes: 10,
      checksum: "crc32:00000000",
    });
    const chunks = large?.body && (await backend.bodies?.open(large.body));
    for await (const chunk of chunks ?? []) expect(new TextDecoder().decode(chunk)).toBe("large body");
    expect(chunks).toBeDefined();
    expect(backend.stats?.()).toMatchObject({ entries: 2 });
    expect(found(backend, "https://example.com/gone").epoch).toMatch(/^[0-9a-f]{16}$/);
    expect(await backend.put(await record("new"))).toBe("stored");
  });
});
