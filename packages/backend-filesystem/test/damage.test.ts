import { renameSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { type CacheEvent, createHttpCache, type HttpCache } from "@rcache/core";
import { afterAll, describe, expect, it } from "vitest";
import { filesystemTrial, record } from "./filesystem-trial.ts";

const trial = filesystemTrial();
afterAll(() => trial.end());

const URL = "https://example.com/damaged";
const WHOLE = new Uint8Array(200_000).map((_, n) => n * 7);

interface Asking {
  readonly events: readonly CacheEvent[];
  readonly bodyFile: string;
  readonly recordFile: string;
  ask(): Promise<string>;
}

/** A cache that has a large body in files. */
async function asking(name: string): Promise<Asking> {
  const backend = await trial.open(name);
  const events: CacheEvent[] = [];
  const cache = createHttpCache({
    ...{ backend, clock: trial.clock, expireAfter: "1h", inlineBytes: 1_000 },
    onEvent: (event) => events.push(event),
  });
  const ask = (): Promise<string> => answer(cache);
  expect(await ask()).toBe("miss true");
  const files = trial.files(name, "entries").map((file) => trial.path(name, "entries", file));
  const [bodyFile = ""] = files.filter((file) => file.endsWith(".body"));
  const [recordFile = ""] = files.filter((file) => file.endsWith(".json"));
  return { events, bodyFile, recordFile, ask };
}

async function answer(cache: HttpCache): Promise<string> {
  const send = async ({ url }: { readonly url: string }) =>
    ({
      ...{ status: 200, url, headers: [], coding: "decoded" as const },
      body: Uint8Array.from(WHOLE),
    }) as const;
  const { body, cache: outcome } = await cache.handle({ method: "GET", url: URL, headers: [] }, send);
  const parts: Uint8Array[] = [];
  if (body instanceof Uint8Array) parts.push(body);
  else for await (const chunk of body ?? []) parts.push(chunk);
  await cache.flush();
  return `${outcome.kind} ${Buffer.concat(parts).equals(WHOLE)}`;
}

describe("a body's file that is another one by now", () => {
  it.each<[string, (file: string) => void]>([
    ["of a gigabyte", (file) => truncateSync(file, 1_073_741_824)],
    ["cut off", (file) => truncateSync(file, 199_999)],
    [
      "a link to the same bytes",
      (file) => {
        renameSync(file, `${file}.moved`);
        symlinkSync(`${file}.moved`, file);
      },
    ],
  ])("%s is refused before its first byte, with one event, and fetched anew", async (what, spoil) => {
    const { ask, bodyFile, events } = await asking(what.replaceAll(" ", "-"));
    spoil(bodyFile);
    expect([await ask(), await ask()]).toEqual(["miss true", "hit true"]);
    expect(events.filter(({ kind }) => kind === "record-unreadable")).toMatchObject([{ fault: "corrupt" }]);
    expect(events.filter(({ kind }) => kind === "backend-failed")).toEqual([]);
  });

  it("of the same length is found before a byte of it is handed on", async () => {
    const { ask, bodyFile } = await asking("other");
    writeFileSync(bodyFile, new Uint8Array(WHOLE.length));
    await expect(ask()).rejects.toMatchObject({ code: "RCACHE_BODY_CORRUPT" });
    expect([await ask(), await ask()]).toEqual(["miss true", "hit true"]);
  });
});

describe("a record's file whose head has lost the body", () => {
  it("is answered with the body that its entry names", async () => {
    const { ask, recordFile } = await asking("headless");
    const backend = await trial.open("headless");
    const [found] = (await backend.find({ target: URL, selector: "GET" })).records;
    expect(found?.body).toBeDefined();
    const { body: _, ...head } = { ...(await record(URL)).head, ...found };
    if (found === undefined) return expect.unreachable();
    await backend.put(
      { head: { ...head, bytes: WHOLE.length }, value: found.value },
      { revision: found.revision },
    );
    expect(statSync(recordFile).isFile()).toBe(true);
    const [again] = (await backend.find({ target: URL, selector: "GET" })).records;
    expect([again?.revision, again?.body]).toEqual([found.revision, undefined]);
    expect(await ask()).toBe("hit true");
  });
});

describe("a limit of bytes", () => {
  it("is told of once, when the first record has to go", async () => {
    const backend = await trial.open("told", { maxBytes: 15_000 });
    const full = (): number =>
      trial.events.filter((event) => event.kind === "warning" && event.code === "RCACHE_STORE_FULL").length;
    const told: number[] = [];
    for (const target of ["a", "b", "c", "d", "e", "f"]) {
      trial.clock.advance(10);
      await backend.put(await record(target, { body: new Uint8Array(3_000).fill(120) }));
      told.push(full());
    }
    expect(told).toEqual([0, 0, 0, 1, 1, 1]);
  });
});
