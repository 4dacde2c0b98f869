import type { MarkdownEnv, MarkdownRenderer } from "vitepress";

const API = "api/";

/** What of a page is searched: of a guide all of it, of an API page its headings, which hold the names. */
export async function searchText(source: string, env: MarkdownEnv, md: MarkdownRenderer): Promise<string> {
  const isApi = env.relativePath.startsWith(API);
  return md.renderAsync(isApi ? namesIn(source) : source, env);
}

/** The index names a page by its address. Guides come before what is generated. */
export function rankOfPage(id: string): number {
  if (id.startsWith(`/${API}`)) return 0.15;
  return id.startsWith("/reference/") ? 0.5 : 1;
}

function namesIn(source: string): string {
  return source
    .split("\n")
    .filter((line) => /^#{1,3} /.test(line))
    .join("\n\n");
}
