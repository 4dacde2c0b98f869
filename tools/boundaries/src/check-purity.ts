import ts from "ts6";
import { CORE_FOLDERS, coreFolder } from "./arrows.ts";
import { lineOf, type SourceFile, type Violation } from "./source-file.ts";

/** Names of a platform or of time, as values. The compiler refuses most of them too; it knows nothing of `Date.now`. */
const IMPURE_NAMES: ReadonlySet<string> = new Set(
  (
    "performance setTimeout setInterval setImmediate queueMicrotask fetch crypto process console globalThis self window " +
    "navigator Promise AbortController AbortSignal Response Request Headers Buffer Intl Temporal"
  ).split(" "),
);

/** Time, randomness, waiting and platform names in the folders that must be functions of their arguments. */
export function checkPurity(file: SourceFile): Violation[] {
  const folder = coreFolder(file.path) ?? "";
  const arrows = CORE_FOLDERS[folder];
  if (file.isTest || !arrows?.pure) return [];
  const violations: Violation[] = [];
  const visit = (node: ts.Node): void => {
    const what = impurityOf(node) ?? (arrows.total && ts.isThrowStatement(node) ? "throws" : undefined);
    if (what) {
      violations.push({
        path: file.path,
        line: lineOf(file.tree, node),
        message: `core/${folder} is pure and ${what}`,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  if (folder === "contracts") violations.push(...valueStatements(file));
  return violations;
}

function impurityOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return "is async";
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return "awaits";
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    if (text === "Date.now" || text === "Math.random") return `names ${text}`;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) {
    return "reads the clock with new Date()";
  }
  if (ts.isCallExpression(node) && node.expression.getText() === "Date") return "reads the clock with Date()";
  return ts.isIdentifier(node) && isValueUse(node) && IMPURE_NAMES.has(node.text)
    ? `names ${node.text}`
    : undefined;
}

/** Whether an identifier stands for a global value here, rather than for a type, a property or a declaration. */
function isValueUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isNewExpression(parent) || ts.isCallExpression(parent)) return true;
  if (ts.isBinaryExpression(parent) || ts.isElementAccessExpression(parent) || ts.isTypeOfExpression(parent))
    return true;
  return ts.isVariableDeclaration(parent) ? parent.initializer === node : false;
}

/** Contracts are types and doc comments: what is left after stripping types is a violation. */
function valueStatements(file: SourceFile): Violation[] {
  return file.tree.statements
    .filter((statement) => !isTypeStatement(statement))
    .map((statement) => ({
      path: file.path,
      line: lineOf(file.tree, statement),
      message: "core/contracts holds types only",
    }));
}

function isTypeStatement(statement: ts.Statement): boolean {
  return (
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement)
  );
}
