import { createHttpCache, type HttpCache, type Send } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { entryOf, recordOf } from "@rcache/testkit";
import { deleteDB, openDB } from "idb";
import { afterEach, describe, expect, it } from "vitest";
import { indexedDbBackend } from "../src/indexeddb-backend.ts";

const URL_ASKED = "https://example.com/people";
const CACHE_NAME = "tabs";
const DATABASE = `rcache ${CACHE_NAME}`;

const opened: (Backend | HttpCache)[] = [];

function backend(): Backend {
  const made = indexedDbBackend({ cacheName: CACHE_NAME });
  opened.push(made);
  return made;
}

async function openedBackend(): Promise<Backend> {
  const made = backend();
  await made.open({ nowMs: () => Date.now(), report: () => undefined });
  return made;
}

function answering(bytes: number): Send {
  return async ({ url }) => ({
    status: 200,
    url,
    headers: [],
    body: new Uint8Array(bytes),
    coding: "decoded",
  });
}

function inAnotherTab(url: string): Promise<unknown> {
  const worker = new Worker(new URL("./other-tab.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ cacheName: CACHE_NAME, url });
  });
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await deleteDB(DATABASE);
});

describe("IndexedDB shared by several tabs", () => {
  it("answers in one tab what another has asked", async () => {
    expect(await inAnotherTab(URL_ASKED)).toBe("miss");
    const cache = createHttpCache({ backend: backend() });
    opened.push(cache);
    const answer = await cache.handle({ method: "GET", url: URL_ASKED, headers: [] }, answering(1));
    expect(answer.cache.kind).toBe("hit");
    expect(await inAnotherTab(URL_ASKED)).toBe("hit");
  });

  it("asks the origin once where two tabs want the same answer at a time, with leases", async () => {
    let asked = 0;
    const slow: Send = async (request, context) => {
      asked += 1;
      return answering(1)(request, context);
    };
    const caches = [0, 1].map(() =>
      createHttpCache({ backend: backend(), singleFlight: "across-processes" }),
    );
    opened.push(...caches);
    await Promise.all(
      caches.map((cache) => cache.handle({ method: "GET", url: URL_ASKED, headers: [] }, slow)),
    );
    expect(asked).toBe(1);
  });

  it("lets another tab delete the database, and begins anew", async () => {
    const here = await openedBackend();
    const entry = entryOf({ receivedAtMs: Date.now() });
    await here.put(await recordOf(entry, here));
    await deleteDB(DATABASE);
    expect((await here.find(entry.address)).records).toEqual([]);
    expect(await here.put(await recordOf(entry, here))).toBe("stored");
  });

  it("gives way to a newer version in another tab, and says what to do", async () => {
    const here = await openedBackend();
    const newer = await openDB(DATABASE, 99);
    await expect(here.find({ target: "a", selector: "GET" })).rejects.toMatchObject({
      code: "RCACHE_FOREIGN_STORE",
      remedy: expect.stringContaining("Reload the page"),
    });
    newer.close();
  });

  it("refuses to open what a newer version has written", async () => {
    (await openDB(DATABASE, 99)).close();
    await expect(openedBackend()).rejects.toMatchObject({ code: "RCACHE_FOREIGN_STORE" });
  });
});
