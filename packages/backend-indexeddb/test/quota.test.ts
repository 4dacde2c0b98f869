import { existsSync } from "node:fs";
import { type ScriptedOrigin, scriptedOrigin } from "@rcache/testkit";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Filled } from "./browser/fill-store.ts";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

// With a browser and an origin of its own: a browser remembers for a while how much room an origin had.
describe("the quota of a browser", () => {
  let browser: Browser | undefined;
  let origin: ScriptedOrigin | undefined;

  beforeAll(async () => {
    if (!existsSync(executablePath)) return;
    origin = await scriptedOrigin();
    const bundle = await build({
      entryPoints: [new URL("./browser/fill-store.ts", import.meta.url).pathname],
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      conditions: ["@rcache/source", "browser"],
      external: ["node:*"],
      target: "es2023",
      logLevel: "error",
    });
    const script = bundle.outputFiles[0]?.text ?? "";
    origin.answer("/", {
      headers: { "content-type": "text/html" },
      body: `<!doctype html><script>${script.replaceAll("</script", "<\\/script")}</script>`,
    });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  });

  afterAll(async () => {
    await browser?.close();
    await origin?.[Symbol.asyncDispose]();
  });

  it("is kept to: what expires first goes, the newest stays, and one warning says so", async (context) => {
    if (browser === undefined) return context.skip(`${executablePath} does not exist`);
    const page = await browser.newPage();
    await page.goto(`${origin?.url}/`);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Storage.overrideQuotaForOrigin", {
      origin: origin?.url ?? "",
      quotaSize: 6_000_000,
    });
    // As text: the function runs in the page.
    const { codes, found }: Filled = await page.evaluate("fillStore(16)");
    expect(codes).toEqual(["RCACHE_STORE_FULL"]);
    expect(found).toContain(15);
    expect(found).not.toContain(0);
  });
});
