import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SiteConfig } from "vitepress";

interface Page {
  /** Without a slash at its beginning. */
  readonly path: string;
  readonly title: string;
  /** Its first paragraph. */
  readonly summary: string;
  readonly text: string;
}

/** Writes `llms.txt`, a list of the guides with their first sentences, and `llms-full.txt`, all of them in one file. */
export function writeLlmsText({ pages, dynamicRoutes, srcDir, outDir, site }: SiteConfig): void {
  const made = new Map(dynamicRoutes.map(({ path, content }) => [path, content]));
  const guides = pages
    .filter((page) => !page.startsWith("api/") && page !== "index.md")
    .sort((a, b) => a.localeCompare(b))
    .map((page) => pageOf(page, made.get(page) ?? readFileSync(join(srcDir, page), "utf8")));
  const lines = guides.map(({ path, title, summary }) => `- [${title}](/${path}): ${summary}`);
  writeFileSync(
    join(outDir, "llms.txt"),
    `# ${site.title}\n\n> ${site.description}\n\n## Guides\n\n${lines.join("\n")}\n`,
  );
  const whole = guides.map(({ text }) => text.trim()).join("\n\n---\n\n");
  writeFileSync(join(outDir, "llms-full.txt"), `${whole}\n`);
}

function pageOf(page: string, source: string): Page {
  const text = source.replace(/^---\n.*?\n---\n/s, "").replace(/<script setup>.*?<\/script>/s, "");
  const title = /^# (.+)$/m.exec(text)?.[1] ?? page;
  const paragraphs = text.split(/\n{2,}/).map((each) => each.trim());
  const summary = paragraphs.find((each) => /^[A-Z`[]/.test(each)) ?? "";
  return { path: page.replace(/(?:index)?\.md$/, ""), title, summary: summary.replaceAll("\n", " "), text };
}
