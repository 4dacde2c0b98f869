import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDemoOrigin } from "@rcache/demo-origin";
import { afterAll, beforeAll, describe, it } from "vitest";

/** Runs the program as `pnpm demo` does. */
function demo(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return demoAt(120, ...args);
}

function demoAt(columns: number, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const program = [join(import.meta.dirname, "main.ts"), "--delay", "0", ...args];
  const env = { ...process.env, COLUMNS: String(columns), FORCE_COLOR: undefined, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=@rcache/source", ...program], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err });
    });
  });
}

const linesOf = (out: string, label: string): string | undefined =>
  out.split("\n").find((line) => line.startsWith(label));

describe.concurrent("the demo", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rcache-demo-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("asks the origin in its first run, answers from the file in its second, and forgets with --clear", async ({
    expect,
  }) => {
    const file = join(folder, "demo.sqlite");
    const first = await demo("--file", file);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain(`Answers are kept in ${file} (a new file).`);
    expect(linesOf(first.out, "/people/1 ")).toMatch(/○ miss uri-miss .* ● hit fresh .* 1 +2\.0 kB$/);
    expect(linesOf(first.out, "/film.mp4")).toMatch(/○ miss uri-miss .* ● hit fresh .* 1 +2\.0 MB$/);

    const second = await demo("--file", file);
    expect(second.code).toBe(0);
    expect(second.out).toContain("answers of an earlier run are in it");
    expect(linesOf(second.out, "/people/1 ")).toMatch(/● hit fresh .* ● hit fresh .* – +2\.0 kB$/);
    expect(linesOf(second.out, "/film.mp4")).toMatch(/● hit fresh .* ● hit fresh .* – +2\.0 MB$/);
    expect(second.out).toMatch(/the cache makes it \d+(\.\d)? times as fast/);

    const cleared = await demo("--file", file, "--clear");
    expect(linesOf(cleared.out, "/people/1 ")).toMatch(/○ miss uri-miss/);
  });

  it.for([60, 80])("has no line that a terminal of %d columns would break", async (columns, { expect }) => {
    // With the usual delay, which stands in the URLs that it explains.
    const { out } = await demoAt(columns, "--backend", "memory", "--delay", "40");
    expect(out.split("\n").filter((line) => line.length > columns)).toEqual([]);
  });

  it("answers axios from what fetch has stored", async ({ expect }) => {
    const file = join(folder, "shared.sqlite");
    await demo("--file", file);
    const { out, err } = await demo("--file", file, "--axios");
    expect(err).toBe("");
    for (const label of ["/people/1 ", "/film.mp4", "/me, Bob's", "/query (POST)", "/hello, in German"])
      expect(linesOf(out, label)).toMatch(/● hit fresh .* ● hit fresh .* –/);
  });

  it.for(["fetch", "axios", "patch"])(
    "shows every kind of outcome, through %s",
    async (client, { expect }) => {
      const { out } = await demo("--backend", "memory", ...flagsOf(client));
      expect(linesOf(out, "/hello, in German")).toMatch(/○ miss vary-miss .* ● hit fresh/);
      expect(linesOf(out, "/me, Bob's")).toMatch(/○ miss .* ● hit .* 1 /);
      expect(linesOf(out, "/search?a=1&b=2 (same)")).toMatch(/● hit .* ● hit .* – /);
      expect(linesOf(out, "/query (POST)")).toMatch(/○ miss .* ● hit/);
      expect(linesOf(out, "/prices")).toMatch(/○ miss .* ◐ revalidated .* 2 /);
      expect(linesOf(out, "/news")).toMatch(/○ miss .* ◐ revalidated .* 2 /);
      expect(linesOf(out, "/flaky")).toMatch(/○ miss .* ◑ stale .* 2 /);
      expect(linesOf(out, "/missing (404)")).toMatch(/○ miss .* ○ miss .* 2 /);
      expect(linesOf(out, "/live")).toMatch(/· bypass do-not-cache .* · bypass do-not-cache .* 2 /);
      expect(linesOf(out, "/old-address")).toMatch(/○ miss .* ● hit .* 3 /);
      expect(out).toMatch(/Why \/people\/1\? .*answered from the cache/);
    },
  );

  it.for(["fetch", "axios", "patch"])(
    "asks for the user's own URLs, and fails where one of them gives no answer, through %s",
    async (client, { expect }) => {
      const flags = flagsOf(client);
      const origin = await startDemoOrigin();
      const own = await demo("--backend", "memory", ...flags, `${origin.url}/text?a`, `${origin.url}/json?b`);
      expect(own.code).toBe(0);
      expect(linesOf(own.out, origin.url.replace("http://", ""))).toMatch(/○ miss uri-miss .* ● hit fresh/);
      expect(origin.hits()).toBe(2);
      await origin.close();
      const gone = await demo("--backend", "memory", ...flags, `${origin.url}/text`);
      expect([gone.code, gone.out]).toEqual([1, expect.stringMatching(/× error ECONNREFUSED/)]);
    },
  );

  it("explains its arguments and refuses what it cannot read", async ({ expect }) => {
    const help = await demo("--help");
    expect([help.code, help.out]).toEqual([0, expect.stringContaining("--backend <name>")]);
    const wrong = await demo("ftp://example.com");
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringContaining("ftp://example.com is not an http or https URL"),
    ]);
    expect((await demo("--backend", "reddis")).err).toContain("Allowed choices are sqlite, memory");
  });
});

function flagsOf(client: string): readonly string[] {
  return client === "fetch" ? [] : [`--${client}`];
}
