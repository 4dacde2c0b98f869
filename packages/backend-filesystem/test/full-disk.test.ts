import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { type CacheEvent, createHttpCache, type Send } from "@rcache/core";
import { manualClock, runProgram } from "@rcache/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { filesystemBackend } from "../src/filesystem-backend.ts";
import { filesystemTrial } from "./filesystem-trial.ts";

const trial = filesystemTrial();
afterAll(() => trial.end());

const DISK_BYTES = 1_048_576;
/** Some that stand in their record, and some in a file beside it. */
const SIZES = [40_000, 150_000];

describe("a disk that is full", () => {
  it("costs what would be stored, and no request", async ({ onTestFinished, skip }) => {
    const directory = trial.path("disk");
    mkdirSync(directory);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "rcache-test", directory], {
        stdio: "pipe",
      });
    } catch (error) {
      skip(
        `no file system can be mounted here: ${String(error)}. Run the tests as root in a machine of their own.`,
      );
    }
    onTestFinished(() => void execFileSync("umount", [directory]));
    const clock = manualClock(Date.now());
    const events: CacheEvent[] = [];
    const cache = createHttpCache({
      backend: filesystemBackend({ directory }),
      ...{
        clock,
        expireAfter: "1h",
        circuitBreaker: false,
        onEvent: (event: CacheEvent) => events.push(event),
      },
    });
    const send: Send = async ({ url }) => ({
      ...{ status: 200, url, headers: [], coding: "decoded" },
      body: bodyOf(url),
    });
    const ask = async (url: string): Promise<string> => {
      const { body, cache: outcome } = await cache.handle({ method: "GET", url, headers: [] }, send);
      const received = body instanceof Uint8Array || body === null ? body : await allOf(body);
      expect(Buffer.compare(received ?? Buffer.alloc(0), bodyOf(url))).toBe(0);
      await cache.flush();
      return outcome.kind;
    };
    const urls = Array.from({ length: 30 }, (_, index) => `https://origin.test/${index}`);
    for (const url of urls) expect(await ask(url)).toBe("miss");
    const failures = events.filter(({ kind }) => kind === "backend-failed");
    expect(JSON.stringify(failures.map((event) => "error" in event && String(event.error)))).toContain(
      "ENOSPC",
    );

    // What was stored before it was full is there, whole; everything else is asked for again.
    const kinds: string[] = [];
    for (const url of urls) kinds.push(await ask(url));
    expect(new Set(kinds)).toEqual(new Set(["hit", "miss"]));
    await cache.clear();
    expect(await ask(urls[0] ?? "")).toBe("miss");
    expect(await ask(urls[0] ?? "")).toBe("hit");
    await cache.close();
  });
});

describe("a process that cannot open another file", () => {
  it("goes to the origin, and caches again when it can", async ({ skip }) => {
    const program = new URL("./programs/use-up-file-handles.ts", import.meta.url);
    const running = await runProgram(program, trial.path("handles"));
    const first: Record<string, unknown> = JSON.parse(await running.line());
    if (typeof first["because"] === "string")
      skip(`the number of open files cannot be limited here: ${first["because"]}. Install util-linux.`);
    expect(first).toMatchObject({ why: "EMFILE", kind: "miss", isRight: true, asked: 1 });
    expect(first["failures"]).toContainEqual(expect.stringContaining("EMFILE"));
    expect(JSON.parse(await running.line())).toMatchObject({ kind: "miss", isRight: true });
    expect(JSON.parse(await running.line())).toMatchObject({ kind: "hit", isRight: true, asked: 0 });
    // What was stored before the trouble is there.
    expect(JSON.parse(await running.line())).toMatchObject({ kind: "hit", isRight: true, asked: 0 });
    expect(await running.ended()).toMatchObject({ by: 0 });
  });
});

function bodyOf(url: string): Buffer<ArrayBuffer> {
  const number = Number(url.slice(url.lastIndexOf("/") + 1));
  return Buffer.alloc(SIZES[number % SIZES.length] ?? 0, `${url} `);
}

async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}
