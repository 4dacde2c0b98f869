import type { MarkdownRenderer } from "vitepress";

/** From so many columns on, a row becomes a block on a narrow screen. */
const WIDE_COLUMNS = 3;

/** Tells every cell of a table the name of its column, so that a narrow screen can show it beside the cell. */
export function labelledTables(md: MarkdownRenderer): void {
  md.core.ruler.push("labelled-tables", ({ tokens }) => {
    let names: string[] = [];
    let column = 0;
    for (const [at, token] of tokens.entries()) {
      const text = tokens[at + 1]?.content ?? "";
      if (token.type === "table_open") names = [];
      if (token.type === "th_open") names.push(text.replaceAll(/[`*_]/g, ""));
      // A heading of nothing is no heading.
      if (token.type === "th_open" && text === "") {
        token.tag = "td";
        const close = tokens[at + 2];
        if (close !== undefined) close.tag = "td";
      }
      if (token.type === "tr_open") column = 0;
      if (token.type !== "td_open") continue;
      const name = names[column] ?? "";
      if (name !== "") token.attrSet("data-label", name);
      column += 1;
    }
    for (const [at, token] of tokens.entries()) {
      if (token.type !== "table_open") continue;
      const end = tokens.findIndex(({ type }, other) => other > at && type === "thead_close");
      const columns = tokens.slice(at, end).filter(({ type }) => type === "th_open").length;
      if (columns >= WIDE_COLUMNS) token.attrJoin("class", "wide");
    }
  });
}
