import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright";

/** How a page is looked at. */
export interface View {
  /** In CSS pixels. */
  readonly width: number;
  readonly theme: "light" | "dark";
}

/** What is wrong with a page, and what it weighs. */
export interface PageCheck {
  /** Rules of axe-core that it breaks, each with the first place. */
  readonly findings: readonly string[];
  /** By how many pixels it is wider than the screen. */
  readonly overflow: number;
  /** Texts of the first cells of tables that have columns out of sight. */
  readonly cutTables: readonly string[];
  /** All that was loaded for it, compressed, in kilobytes. */
  readonly kilobytes: number;
  /** Errors that the page reported. */
  readonly errors: readonly string[];
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Opens a page in a context of its own, as somebody who comes for the first time. */
export async function checkPage(browser: Browser, url: string, { width, theme }: View): Promise<PageCheck> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const sizes: Promise<number>[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("response", (response) => {
    if (!response.url().startsWith("http")) return;
    sizes.push(
      response.body().then(
        (body) => gzipSync(body).length,
        () => 0,
      ),
    );
  });
  await page.goto(url);
  await page.waitForLoadState("networkidle");
  await page.addScriptTag({ content: AXE });
  // As text: the functions run in the page.
  const findings = await page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " (" + nodes.length + "): " + nodes[0].html.slice(0, 160)))`,
  );
  const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
  const cutTables = await page.evaluate<string[]>(
    `[...document.querySelectorAll(".vp-doc table")].filter((table) => table.getBoundingClientRect().right > table.parentElement.getBoundingClientRect().right + 1 || table.scrollWidth > table.clientWidth + 1).map((table) => table.innerText.slice(0, 40))`,
  );
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  return {
    findings,
    overflow: Math.max(0, wide - width),
    cutTables,
    kilobytes: Math.round(bytes / 1_000),
    errors,
  };
}
