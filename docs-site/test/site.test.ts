import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { manualClock } from "@rcache/testkit";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPage } from "./page-check.ts";
import { pagesToCheck } from "./pages-to-check.ts";
import { type StaticSite, staticSite } from "./static-site.ts";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const site = join(import.meta.dirname, "..");
const built = join(site, ".vitepress/cache/site-test");

/** How the requests of each demo end, in their order. */
const OUTCOMES: readonly (readonly [id: string, outcomes: readonly string[]])[] = [
  ["first-and-second", ["miss", "hit"]],
  ["expiry-by-url", ["miss", "miss", "bypass", "miss", "hit", "bypass"]],
  ["stale-while-revalidate", ["miss", "stale", "hit"]],
  ["stampede", ["miss", ...Array(4).fill("joined"), ...Array(5).fill("miss")]],
  ["origin-down", ["miss", "stale", "stale", "failed"]],
  ["two-users", ["miss", "hit", "miss", "miss", "hit"]],
  ["vary", ["miss", "miss", "hit", "hit"]],
  ["conditional", ["miss", "revalidated", "revalidated", "revalidated", "miss"]],
  ["tags", ["miss", "miss", "bypass", "miss", "hit", "miss"]],
  ["tiers", ["miss", "hit", "hit"]],
];

/** What somebody looks for, and where it is explained: in a guide, or where none says more, in a package's README. */
const SEARCHES: readonly (readonly [text: string, first: RegExp])[] = [
  ["expireAfter", /^\/(use|start)\//],
  ["POST", /^\/(use|demos|explain)\//],
  ["options", /^\/(use|reference\/options)/],
  ["redis", /^\/use\/backends#redis$/],
  ["secret", /^\/use\/users-and-secrets/],
  ["axios", /^\/use\/axios#axios$/],
  ["why", /^\/use\/(troubleshooting|inspection)#why/],
  ["webCache", /^\/packages\/bridges/],
];

describe("the site in Chromium", () => {
  let server: StaticSite | undefined;
  let browser: Browser | undefined;

  let page: Page;

  beforeAll(async () => {
    if (!existsSync(executablePath)) return;
    // Built anew each time, without the API pages: it takes seconds, and an older build would prove nothing.
    const vitepress = join(site, "node_modules/vitepress/bin/vitepress.js");
    const build = spawnSync(process.execPath, [vitepress, "build", "--outDir", built], {
      cwd: site,
      encoding: "utf8",
      env: { ...process.env, RCACHE_DOCS_API: "no" },
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
    const pages = await browser.newContext();
    page = await pages.newPage();
    // A build beside other work takes its time.
  }, 300_000);

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

  it("opens the link of an explanation, with what is stored, and says the same", async (context) => {
    needsChromium(context);
    const clock = manualClock();
    await using fetch = createCachedFetch({
      backend: memoryBackend(),
      clock,
      cacheControl: true,
      fetch: async () =>
        new Response("7", { headers: { "cache-control": "max-age=60, stale-while-revalidate=600" } }),
    });
    const asked = [
      "https://api.example.com/people/7",
      { headers: { authorization: "Bearer s3cr3t" } },
    ] as const;
    await (await fetch(...asked)).text();
    clock.advance(90_000);
    const rcache = { playground: `${server?.url}/playground` };
    const { playground = "", verdict, decidedBy } = await fetch.explain(asked[0], { ...asked[1], rcache });
    await page.goto("about:blank");
    await page.goto(playground);
    await page.waitForSelector("[data-playground][data-ready]");
    expect(await page.locator("[data-reason]").innerText()).toBe(verdict.reason);
    expect(await page.locator("[data-decided]").innerText()).toBe(decidedBy);
    expect(await page.locator("[data-stored-answers]").innerText()).toContain("fresh until 1 min after it");
    expect(await page.locator("[data-life] li.current").innerText()).toContain("stale-while-revalidate");
    expect(await page.locator("[data-request]").inputValue()).toContain("REDACTED");
    await page.locator("[data-now]").press("End");
    await page.locator("[data-reason]", { hasText: "uri-miss" }).waitFor();
  });

  /** Opens a demo, presses its button, and gives how each of its requests ended. */
  async function run(id: string, tab: Page = page): Promise<readonly string[]> {
    await tab.goto(`${server?.url}/demos/${id}`);
    await tab.waitForSelector("[data-demo][data-ready]");
    await tab.click("[data-act=run]");
    await tab.waitForSelector("[data-demo][data-done], [data-mistake]");
    expect(await tab.locator("[data-mistake]").allInnerTexts()).toEqual([]);
    // Where the page holds the playground too, its verdicts are no part of the run.
    return tab.locator("[data-timeline] [data-outcome]").allInnerTexts();
  }

  const needsChromium = (context: { skip(note: string): void }): void => {
    if (!browser) context.skip(`${executablePath} does not exist; install Chromium or set CHROMIUM_PATH`);
  };

  it.for(OUTCOMES)("runs the demo %s, whose requests end as %s", async ([id, outcomes], context) => {
    needsChromium(context);
    expect(await run(id)).toEqual(outcomes);
  });

  it("answers from IndexedDB after a reload and in another tab", async (context) => {
    needsChromium(context);
    expect(await run("over-a-reload")).toEqual(["miss"]);
    expect(await run("over-a-reload")).toEqual(["hit"]);
    const other = await page.context().newPage();
    expect(await run("over-a-reload", other)).toEqual(["hit"]);
    await other.close();
  });

  it("says the type of a word in a sample to the pointer and to the keyboard, and in a sample that continues another", async (context) => {
    needsChromium(context);
    await page.goto(`${server?.url}/implement/adapter`);
    const later = page.locator("pre.twoslash").last().locator(".typed");
    expect(await later.evaluateAll((all) => all.map((each) => each.dataset["type"]))).toContain(
      "const send: Send",
    );
    await page.goto(`${server?.url}/use/inspection`);
    const popup = page.locator("#type-popup");
    const words = page.locator("pre.twoslash").first().locator(".typed");
    await words
      .filter({ hasText: /^createCachedFetch$/ })
      .last()
      .hover();
    await popup.locator("p", { hasText: "Creates a fetch with a cache." }).waitFor();
    await page.keyboard.press("Escape");
    await popup.waitFor({ state: "hidden" });
    await words.first().focus();
    await page.keyboard.press("ArrowRight");
    await popup
      .locator("code", { hasText: "createCachedFetch(cacheName: string, options?: CachedFetchOptions)" })
      .waitFor();
    expect(await page.locator(":focus").getAttribute("aria-describedby")).toBe("type-popup");
    expect(await page.locator("pre.twoslash .typed[tabindex='0']").count()).toBe(
      await page.locator("pre.twoslash").count(),
    );
  });

  it("runs what was typed into a demo, and says where it is wrong", async (context) => {
    needsChromium(context);
    await page.goto(`${server?.url}/demos/first-and-second`);
    await page.waitForSelector("[data-demo][data-ready]");
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type('import { origin } from "demo"; const x: number = 1; console.log("typed", x);');
    await page.click("[data-act=run]");
    await page.locator("[data-say]", { hasText: "typed 1" }).waitFor();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type('import { a } from "left-pad";');
    await page.click("[data-act=run]");
    expect(await page.locator("[data-mistake]").innerText()).toContain('cannot import "left-pad"');
    await page.click("[data-act=reset]");
    expect(await page.locator(".cm-content").innerText()).toContain("createCachedFetch");
  });

  it.for(SEARCHES)("finds %s first where it is explained", async ([text, first], context) => {
    needsChromium(context);
    await page.goto(`${server?.url}/start`);
    await page.waitForLoadState("networkidle");
    await page.keyboard.press("Control+k");
    await page.fill(".VPLocalSearchBox input", text);
    const found = page.locator(".VPLocalSearchBox .result").first();
    await found.waitFor();
    // Results follow what is typed after a moment.
    await expect.poll(() => found.getAttribute("href")).toMatch(first);
  });

  it.for(pagesToCheck())(
    "has no barrier, no overflow and no fat at %s",
    async ([path, kilobytes, views], context) => {
      needsChromium(context);
      if (!browser) return;
      for (const view of views) {
        const checked = await checkPage(browser, `${server?.url}${path}`, view);
        expect({ view, ...checked }).toEqual({
          view,
          findings: [],
          overflow: 0,
          cutTables: [],
          errors: [],
          kilobytes: expect.any(Number),
        });
        expect(checked.kilobytes, `kilobytes of ${path}`).toBeLessThanOrEqual(kilobytes);
      }
    },
  );
});
