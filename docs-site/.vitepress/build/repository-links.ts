import type { MarkdownRenderer } from "vitepress";

/** Links of the repository's own documents into its files lead to the repository. */
export function repositoryLinks(md: MarkdownRenderer, repository: string): void {
  md.core.ruler.push("repository-links", ({ tokens }) => {
    for (const { children } of tokens) {
      for (const token of children ?? []) {
        const href = token.attrGet("href");
        if (token.type === "link_open" && href?.startsWith("tests/"))
          token.attrSet("href", `${repository}/blob/main/${href}`);
      }
    }
  });
}
