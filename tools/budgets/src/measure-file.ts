import ts from "ts6";
import { codeLines, commentLines } from "./code-lines.ts";
import { FILE_LINES, FUNCTION_LINES, LADDER_LINES, LADDERS, PARAMETERS, TEST_FILE_LINES } from "./limits.ts";

/** A budget that is overdrawn, and where. */
export interface Overdraft {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Holds one file against the budgets. Of a test only its length counts, and that it names no `any`. */
export function measureFile(path: string, text: string): Overdraft[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const code = codeLines(tree);
  const comments = commentLines(tree);
  const isTest = /\.(test|test-d|fixture)\.ts$/.test(path);
  const overdrafts: Overdraft[] = [];
  const report = (node: ts.Node, message: string): void => {
    overdrafts.push({
      path,
      line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1,
      message,
    });
  };
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) report(node, "any: say what it is, or unknown");
    const message = isTest
      ? undefined
      : (functionProblem(path, tree, node, code) ?? assertionProblem(tree, node, comments));
    if (message) report(node, message);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  const limit = isTest ? TEST_FILE_LINES : FILE_LINES;
  if (code.size > limit) report(tree, `${code.size} lines of code in one file; the budget is ${limit}`);
  return overdrafts;
}

function functionProblem(
  path: string,
  tree: ts.SourceFile,
  node: ts.Node,
  code: ReadonlySet<number>,
): string | undefined {
  if (!ts.isFunctionLike(node) || !("body" in node) || !node.body) return undefined;
  const name = functionName(node);
  const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const last = tree.getLineAndCharacterOfPosition(node.end).line;
  let lines = 0;
  for (let line = first; line <= last; line++) if (code.has(line)) lines++;
  const limit = LADDERS.has(`${path}#${name}`) ? LADDER_LINES : FUNCTION_LINES;
  if (lines > limit) return `${name} has ${lines} lines of code; the budget is ${limit}`;
  const { length } = node.parameters;
  return length > PARAMETERS ? `${name} has ${length} parameters; the budget is ${PARAMETERS}` : undefined;
}

function functionName(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  const named = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return named ? parent.name.getText() : "a function";
}

/** Assertions need a reason in a comment beside or right above them; `!` and silenced checks have none. */
function assertionProblem(
  tree: ts.SourceFile,
  node: ts.Node,
  comments: ReadonlySet<number>,
): string | undefined {
  if (ts.isNonNullExpression(node)) return "a non-null assertion: prove it, or say what happens otherwise";
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return undefined;
  if (ts.isTypeReferenceNode(node.type) && node.type.getText(tree) === "const") return undefined;
  const from = tree.getLineAndCharacterOfPosition(statementOf(node).getStart(tree)).line;
  const start = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const end = tree.getLineAndCharacterOfPosition(node.end).line;
  const near = [from - 1, start - 1, ...Array.from({ length: end - start + 1 }, (_, index) => start + index)];
  return near.some((line) => comments.has(line))
    ? undefined
    : "an assertion (as) without a reason in a comment";
}

/** The statement or member that an expression stands in. */
function statementOf(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent && !ts.isStatement(at) && !ts.isClassElement(at) && !ts.isObjectLiteralElement(at))
    at = at.parent;
  return at;
}
