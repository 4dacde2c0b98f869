import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { CachedSession, createCachedFetch } from "../src/index.ts";

describe("on an SQLite file", () => {
  it("answers in the next process what this one has stored, small and large", async () => {
    await using folder = await temporaryFolder();
    await using origin = await scriptedOrigin();
    const large = Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 31 + (at >> 8)) & 255);
    origin.answer("/small", { headers: { "content-type": "text/plain" }, body: "hello" });
    origin.answer("/large", { body: large });
    const path = join(folder.path, "answers.sqlite");
    {
      await using fetch = createCachedFetch({ backend: sqliteBackend({ path }) });
      expect(await (await fetch(`${origin.url}/small`)).text()).toBe("hello");
      const stored = new Promise((resolve) => fetch.cache.on("stored", resolve));
      expect(Buffer.compare(await collected(await fetch(`${origin.url}/large`)), large)).toBe(0);
      await stored;
    }
    await using fetch = createCachedFetch({ backend: sqliteBackend({ path }) });
    const small = await fetch(`${origin.url}/small`);
    expect([small.fromCache, small.headers.get("content-type"), await small.text()]).toEqual([
      true,
      "text/plain",
      "hello",
    ]);
    const hit = await fetch(`${origin.url}/large`);
    expect([hit.fromCache, Buffer.compare(await collected(hit), large)]).toEqual([true, 0]);
    expect(origin.requests.length).toBe(2);
  });

  it("SES-04, SES-05: opens a session by its name and an alias", async () => {
    await using folder = await temporaryFolder();
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "hello" });
    const name = join(folder.path, "session");
    for (const fromCache of [false, true]) {
      await using session = new CachedSession(name, { backend: "sqlite" });
      const response = await session.get(`${origin.url}/a`);
      expect([response.fromCache, await response.text()]).toEqual([fromCache, "hello"]);
      expect(`${session}`).toBe("CachedSession(backend: sqlite)");
    }
  });
});

async function collected(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "rcache-fetch-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
