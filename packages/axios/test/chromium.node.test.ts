import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { type ScriptedAnswer, type ScriptedOrigin, scriptedOrigin } from "@rcache/testkit";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CELLS } from "./browser/cells.ts";
import { comparable } from "./node/comparison/differences.ts";
import { COPIES } from "./node/copies.ts";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const VALUE = '<a b="1">päper</a>';
const XML = { "content-type": "text/xml; charset=utf-8" };

describe("axios in Chromium", () => {
  let browser: Browser | undefined;
  let origin: ScriptedOrigin;
  let page: Page;

  beforeAll(async () => {
    if (!existsSync(executablePath)) return;
    origin = await scriptedOrigin();
    const bundle = await build({
      entryPoints: [new URL("./browser/page.ts", import.meta.url).pathname],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      conditions: ["@rcache/source", "browser"],
      target: "es2022",
    });
    origin.answer("/page", {
      headers: { "content-type": "text/html" },
      body: '<!doctype html><script type="module" src="/page.js"></script>',
    });
    origin.answer("/page.js", {
      headers: { "content-type": "text/javascript" },
      body: bundle.outputFiles[0]?.contents ?? "",
    });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    page = await browser.newPage();
    await page.goto(`${origin.url}/page`);
    await page.waitForFunction(() => "ask" in globalThis);
  });

  afterAll(async () => {
    await browser?.close();
    await origin?.[Symbol.asyncDispose]();
  });

  describe.each(COPIES)("the %s supported", (copy) => {
    describe.each(["xhr", "fetch"] as const)(
      "over its adapter %s, gives cached what it gives plain",
      (adapter) => {
        it.for(Object.keys(CELLS))("%s", async (cell, context) => {
          if (browser === undefined) context.skip(`${executablePath} does not exist`);
          const turns: unknown[] = [];
          for (const turn of ["plain", "first", "second"] as const) {
            if (turn !== "second") arrange(origin);
            // As text: the function runs in the page.
            turns.push(
              await page.evaluate(`ask(${JSON.stringify([copy, adapter, cell, turn]).slice(1, -1)})`),
            );
          }
          const [plain, first, second] = turns.map((turn) => comparable(turn, cell, adapter, copy));
          expect(first).toEqual(plain);
          expect(second).toEqual(plain);
        });
      },
    );
  });
});

function arrange(origin: ScriptedOrigin): void {
  const gzip = { ...XML, "content-encoding": "gzip" };
  const answers: Readonly<Record<string, ScriptedAnswer>> = {
    plain: { headers: XML, body: VALUE },
    gzip: { headers: gzip, body: gzipSync(VALUE) },
    html: { headers: { "content-type": "text/html; charset=utf-8" }, body: "<p>päper" },
    latin1: {
      headers: { "content-type": "text/plain; charset=iso-8859-1" },
      body: Buffer.from([0xe4, 0xf6]),
    },
    marked: { headers: { "content-type": "application/json" }, body: "\ufeff[1]" },
    untyped: { body: "abc" },
    "broken-json": { headers: { "content-type": "application/json" }, body: "{" },
    "204": { status: 204 },
    "404": { status: 404, headers: XML, body: VALUE },
    "500": { status: 500, body: "broken" },
    from: { status: 302, headers: { location: "/plain?x=1" } },
    reset: { fault: "reset" },
    cut: { body: "0123456789", fault: "truncate" },
    hang: { fault: "hang" },
  };
  for (const [path, answer] of Object.entries(answers)) origin.answer(`/${path}`, answer);
  // Chunks can be sent once.
  const chunked = (): ScriptedAnswer => ({ headers: XML, body: chunks(VALUE) });
  origin.answer("/chunked", chunked(), chunked(), chunked());
}

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  yield bytes.subarray(0, 7);
  yield bytes.subarray(7);
}
