import type { MarkdownEnv, MarkdownRenderer } from "vitepress";

const API = "api/";
/** Long tables that tests write: somebody who searches wants the page, not a row. */
const TABLES: ReadonlySet<string> = new Set([
  "reference/clients.md",
  "reference/outside-suite.md",
  "reference/requests-cache.md",
  "reference/rules.md",
]);

/** What of a page is searched: of a guide all of it, of a table its headings, of an API page the name that it is about. */
export async function searchText(source: string, env: MarkdownEnv, md: MarkdownRenderer): Promise<string> {
  if (env.relativePath.startsWith(API)) return md.renderAsync(linesOf(source, /^# /), env);
  return md.renderAsync(TABLES.has(env.relativePath) ? linesOf(source, /^#{1,3} /) : source, env);
}

/** The index names a page by its address. Guides come before what is generated. Sent to the browser as its text: it can name nothing outside. */
export function rankOfPage(id: string): number {
  if (id.startsWith("/api/")) return 0.15;
  return id.startsWith("/reference/") ? 0.5 : 1;
}

function linesOf(source: string, kind: RegExp): string {
  return source
    .split("\n")
    .filter((line) => kind.test(line))
    .join("\n\n");
}
