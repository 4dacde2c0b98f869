import type { MarkdownEnv, MarkdownRenderer } from "vitepress";
import { packageReadmes } from "./package-readmes.ts";

const API = "api/";
/** Long tables that tests write: somebody who searches wants the page, not a row. */
const TABLES: ReadonlySet<string> = new Set([
  "reference/clients.md",
  "reference/outside-suite.md",
  "reference/requests-cache.md",
  "reference/rules.md",
]);

/** What of a page is searched: of a guide all of it, of a table its headings, of an API page the name that it is about, of a package its README. */
export async function searchText(source: string, env: MarkdownEnv, md: MarkdownRenderer): Promise<string> {
  // Kept as it is: what rendering notes in it is read afterwards.
  const searched = Object.assign(env, { isSearched: true });
  return md.renderAsync(searchedLines(source, env.relativePath), searched);
}

function searchedLines(source: string, page: string): string {
  if (page.startsWith(API)) return linesOf(source, /^# /);
  if (TABLES.has(page)) return linesOf(source, /^#{1,3} /);
  // Made pages have no file, and come as an empty text.
  const readme = packageReadmes().find(({ name }) => page === `packages/${name}.md`);
  return linesOf(readme?.markdown ?? source, /^(?!<<< )/, "\n");
}

/**
 * The index names a page by its address. Guides come before what is generated, and before a package's README, which says less of the same. Sent to
 * the browser as its text: it can name nothing outside.
 */
export function rankOfPage(id: string): number {
  if (id.startsWith("/api/")) return 0.15;
  if (/^\/reference\/(clients|outside-suite|requests-cache|rules|scenarios|sizes)(#|$)/.test(id)) return 0.3;
  return id.startsWith("/packages/") ? 0.6 : 1;
}

function linesOf(source: string, kind: RegExp, between = "\n\n"): string {
  return source
    .split("\n")
    .filter((line) => kind.test(line))
    .join(between);
}
