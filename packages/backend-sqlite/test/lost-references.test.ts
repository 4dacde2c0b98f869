import { createHttpCache } from "@rcache/core";
import Database from "better-sqlite3";
import { afterAll, expect, it } from "vitest";
import { sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());

const URL = "https://example.com/lost";
const WHOLE = new Uint8Array(700_000).map((_, n) => n * 7);

it.each([
  "UPDATE records SET body = NULL, body_id = NULL",
  "UPDATE records SET body = NULL",
  "UPDATE records SET body_id = NULL",
  "UPDATE records SET body_id = NULL, body = NULL; DELETE FROM bodies",
  "DELETE FROM chunks WHERE id = (SELECT max(id) FROM chunks)",
])("a row that has lost its body is never an answer without bytes: %s", async (sql) => {
  const name = `lost-${sql.length}`;
  const open = () =>
    createHttpCache({
      ...{ backend: trial.open(name), clock: trial.clock, expireAfter: "1h", inlineBytes: 1_000 },
    });
  let cache = open();
  const ask = async (): Promise<string> => {
    const headers = [["ETag", '"one"']] as const;
    const { body, cache: outcome } = await cache.handle(
      { method: "GET", url: URL, headers: [] },
      async ({ url }) => ({
        ...{ status: 200, url, headers, coding: "decoded" as const },
        body: Uint8Array.from(WHOLE),
      }),
    );
    const parts: Uint8Array[] = [];
    if (body instanceof Uint8Array) parts.push(body);
    else for await (const chunk of body ?? []) parts.push(chunk);
    await cache.flush();
    return `${outcome.kind} ${Buffer.concat(parts).equals(WHOLE)}`;
  };
  expect(await ask()).toBe("miss true");
  const db = new Database(trial.path(`${name}.sqlite`));
  db.exec(sql);
  db.close();
  // Another one, which remembers nothing of the row.
  cache = open();
  expect(await ask()).toMatch(/^(?:hit|miss) true$/);
  expect(await ask()).toMatch(/^(?:hit|miss) true$/);
  expect(await ask()).toBe("hit true");
});
