import ts from "ts6";

/** The lines, counted from zero, that hold part of a token: not those with comments or nothing only. */
export function codeLines(tree: ts.SourceFile): ReadonlySet<number> {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || node.kind === ts.SyntaxKind.EndOfFileToken) return;
    const children = node.getChildren(tree);
    for (const child of children) visit(child);
    if (children.length > 0 || node.getStart(tree) === node.end) return;
    const last = tree.getLineAndCharacterOfPosition(node.end).line;
    for (let line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line; line <= last; line++)
      lines.add(line);
  };
  visit(tree);
  return lines;
}

/** The lines, counted from zero, that a comment touches. */
export function commentLines(tree: ts.SourceFile): ReadonlySet<number> {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    const comments = [
      ...(ts.getLeadingCommentRanges(tree.text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(tree.text, node.end) ?? []),
    ];
    for (const { pos, end } of comments) {
      const last = tree.getLineAndCharacterOfPosition(end).line;
      for (let line = tree.getLineAndCharacterOfPosition(pos).line; line <= last; line++) lines.add(line);
    }
    for (const child of node.getChildren(tree)) visit(child);
  };
  visit(tree);
  return lines;
}
