import type { MarkdownRenderer } from "vitepress";

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

/** From so many columns on, a row becomes a block on a narrow screen. */
const WIDE_COLUMNS = 3;
/** From so many on, a table needs the whole width of a page. */
const MANY_COLUMNS = 5;

/** Tells every cell of a wide table the name of its column, so that a narrow screen can show it beside the cell. */
export function labelledTables(md: MarkdownRenderer): void {
  md.core.ruler.push("labelled-tables", ({ tokens }) => {
    let names: readonly string[] = [];
    let column = 0;
    for (const [at, token] of tokens.entries()) {
      if (token.type === "table_open") {
        names = columnNames(tokens, at);
        const columns = names.length;
        if (columns >= WIDE_COLUMNS) token.attrJoin("class", "wide");
        if (columns >= MANY_COLUMNS) token.attrJoin("class", "many");
        if (columns < WIDE_COLUMNS) names = [];
      }
      if (token.type === "tr_open") column = 0;
      if (token.type !== "td_open") continue;
      const name = names[column] ?? "";
      if (name !== "") token.attrSet("data-label", name);
      column += 1;
    }
  });
}

/** What stands in the head of the table that begins there. A heading of nothing becomes a cell, as it is no heading. */
function columnNames(tokens: readonly Token[], at: number): readonly string[] {
  const names: string[] = [];
  for (let next = at; tokens[next] !== undefined && tokens[next]?.type !== "thead_close"; next += 1) {
    const open = tokens[next];
    if (open?.type !== "th_open") continue;
    const name = (tokens[next + 1]?.content ?? "").replaceAll(/[`*_]/g, "");
    names.push(name);
    const close = tokens[next + 2];
    if (name !== "" || close === undefined) continue;
    open.tag = "td";
    close.tag = "td";
  }
  return names;
}
