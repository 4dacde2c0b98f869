import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StaticSite, staticSite } from "./static-site.ts";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const site = join(import.meta.dirname, "..");
const built = join(site, ".vitepress/cache/site-test");

describe("the site in Chromium", () => {
  let server: StaticSite | undefined;
  let browser: Browser | undefined;
  let page: Page;

  beforeAll(async () => {
    if (!existsSync(executablePath)) return;
    // Built anew each time, without the API pages: it takes two seconds, and an older build would prove nothing.
    const vitepress = join(site, "node_modules/vitepress/bin/vitepress.js");
    const build = spawnSync(process.execPath, [vitepress, "build", "--outDir", built], {
      cwd: site,
      encoding: "utf8",
    });
    expect(build.status, build.stderr).toBe(0);
    server = await staticSite(built);
    browser = await chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
      ],
    });
    page = await browser.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it("plays the scenario of a link and moves its last request on the timeline", async (context) => {
    needsChromium(context);
    await page.goto(`${server?.url}/playground#suite=freshness-max-age&run=private`);
    await page.waitForSelector("[data-playground][data-ready]");
    const last = page.locator("[data-step]").last();
    expect(await last.locator("[data-outcome]").innerText()).toBe("hit");
    expect(await last.locator("[data-decided]").innerText()).toContain(
      "response cache-control: max-age=3600",
    );
    await page.locator("[data-now]").press("End");
    await last.locator("[data-reason]", { hasText: "uri-miss" }).waitFor();
    expect(await page.locator("[data-life] li.current").innerText()).toContain("nothing is stored");
  });

  it("holds what was typed in the playground in its address, and says what is wrong with it", async (context) => {
    needsChromium(context);
    await page.goto(`${server?.url}/playground`);
    await page.waitForSelector("[data-playground][data-ready]");
    await page.fill("[data-step='1'] [data-response]", "200 OK\nCache-Control: no-store");
    await page.locator("[data-step='1'] [data-store]", { hasText: "no-store" }).waitFor();
    await page.waitForURL(/#s=.*no-store/);
    const address = page.url();
    await page.fill("[data-settings]", '{"expireAftr": "1h"}');
    expect(await page.locator("[data-mistake]").innerText()).toContain("expireAfter");
    await page.goto("about:blank");
    await page.goto(address);
    await page.locator("[data-step='1'] [data-store]", { hasText: "no-store" }).waitFor();
  });

  async function open(): Promise<void> {
    await page.goto(`${server?.url}/demo`);
    await page.waitForSelector("[data-demo][data-ready]");
    await page.selectOption("[data-knob=delay]", "0");
  }

  /** Presses the button and reads the line that appears: kind, reason, whether the origin was asked, body. */
  async function request(): Promise<{ kind: string | null; text: string; body: string }> {
    const before = await page.locator("[data-step]").count();
    await page.click("[data-act=request]");
    const step = page.locator(`[data-step="${before + 1}"]`);
    await step.waitFor();
    return {
      kind: await step.getAttribute("data-kind"),
      text: await step.innerText(),
      body: await step.locator("[data-body]").innerText(),
    };
  }

  const why = (): Promise<string> => page.locator("[data-why]").innerText();
  const sum = (): Promise<string> => page.locator("[data-sum]").innerText();
  const needsChromium = (context: { skip(note: string): void }): void => {
    if (!browser) context.skip(`${executablePath} does not exist; install Chromium or set CHROMIUM_PATH`);
  };

  it("answers the second request from memory and says why", async (context) => {
    needsChromium(context);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await open();
    expect(await why()).toContain("sent to the origin");
    expect(await request()).toMatchObject({
      kind: "miss",
      text: expect.stringContaining("asked the origin"),
    });
    expect(await why()).toContain("answered from the cache");
    expect(await request()).toMatchObject({ kind: "hit", text: expect.stringContaining("origin not asked") });
    expect(await sum()).toBe("2 requests, 1 reached the origin");
    expect(errors).toEqual([]);
  });

  it("asks whether an expired answer changed, and takes the new one if it did", async (context) => {
    needsChromium(context);
    await open();
    await request();
    await page.click("[data-act=skip]");
    expect(await request()).toMatchObject({ kind: "revalidated", body: '{"name":"Ada","version":1}' });
    await page.click("[data-act=change]");
    await page.click("[data-act=skip]");
    expect(await request()).toMatchObject({ kind: "miss", body: '{"name":"Ada","version":2}' });
  });

  it("uses the expired answer while the origin is down, if it is told to", async (context) => {
    needsChromium(context);
    await open();
    await request();
    await page.check("[data-knob=failing]");
    await page.click("[data-act=skip]");
    expect(await request()).toMatchObject({ body: "The origin is down." });
    await page.check("[data-knob=stale-if-error]");
    expect(await request()).toMatchObject({ kind: "stale", body: '{"name":"Ada","version":1}' });
  });
});
