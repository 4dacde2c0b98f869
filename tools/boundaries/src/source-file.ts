import ts from "ts6";

/** One import, export-from, `import()` or `require`, and whether it vanishes when types are stripped. */
export interface ImportLine {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** A file of the repository, parsed. */
export interface SourceFile {
  /** From the root, with slashes: `packages/core/src/http/fields/fields.ts`. */
  readonly path: string;
  /** Folder of the workspace it belongs to: `packages/core`. */
  readonly workspace: string;
  readonly isTest: boolean;
  readonly imports: readonly ImportLine[];
  readonly tree: ts.SourceFile;
}

/** A rule that a line breaks. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export function readSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: ImportLine[] = [];
  collectImports(tree, tree, imports);
  const parts = path.split("/");
  const workspace = parts[0] === "docs-site" ? "docs-site" : parts.slice(0, 2).join("/");
  const isTest = /\.test(-d)?\.ts$/.test(path) || path.startsWith(`${workspace}/test/`);
  return { path, workspace, isTest, imports, tree };
}

/** The line that a node begins in, counted from one. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

function collectImports(tree: ts.SourceFile, node: ts.Node, into: ImportLine[]): void {
  const found = importOf(node);
  if (found && ts.isStringLiteralLike(found.specifier)) {
    into.push({ specifier: found.specifier.text, typeOnly: found.typeOnly, line: lineOf(tree, node) });
  }
  ts.forEachChild(node, (child) => collectImports(tree, child, into));
}

function importOf(node: ts.Node): { specifier: ts.Expression; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    return {
      specifier: node.moduleSpecifier,
      typeOnly: node.importClause ? isErased(node.importClause) : false,
    };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    const named =
      node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
    const typeOnly = node.isTypeOnly || (named?.every((element) => element.isTypeOnly) ?? false);
    return { specifier: node.moduleSpecifier, typeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    // The cast: the literal of an import type is always a string.
    return { specifier: node.argument.literal as ts.StringLiteral, typeOnly: true };
  }
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const specifier = isCall ? node.arguments[0] : undefined;
  return specifier && { specifier, typeOnly: false };
}

function isErased(clause: ts.ImportClause): boolean {
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name || !bindings || ts.isNamespaceImport(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}
