import { typescriptLanguage } from "@codemirror/lang-javascript";

type Tree = ReturnType<typeof typescriptLanguage.parser.parse>;
type SyntaxNode = Tree["topNode"];

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What is nothing to JavaScript, whole. */
const TYPE_ONLY: ReadonlySet<string> = new Set([
  "TypeAnnotation",
  "TypePredicate",
  "TypeParamList",
  "TypeArgList",
  "InterfaceDeclaration",
  "TypeAliasDeclaration",
  "AmbientDeclaration",
  "Privacy",
  "Optional",
  "readonly",
  "override",
  "abstract",
]);

/**
 * TypeScript as JavaScript: types become spaces, so that lines and columns stay, and imports lead where `resolve` says. Syntax that is more
 * than types (`enum`, parameter properties) stays as it is, and the browser refuses it.
 */
export function stripTypes(code: string, resolve: (specifier: string) => string): string {
  const edits: Edit[] = [];
  typescriptLanguage.parser.parse(code).iterate({
    enter({ node }) {
      const found = editsOf(node, code, resolve);
      edits.push(...found);
      // What is in it goes with it.
      return !TYPE_ONLY.has(node.name) && node.name !== "ImportDeclaration";
    },
  });
  edits.sort((a, b) => b.from - a.from);
  return edits.reduce((text, { from, to, text: put }) => text.slice(0, from) + put + text.slice(to), code);
}

function editsOf(node: SyntaxNode, code: string, resolve: (specifier: string) => string): readonly Edit[] {
  const blank = (from: number, to = node.to): Edit => ({
    from,
    to,
    text: code.slice(from, to).replaceAll(/[^\n]/g, " "),
  });
  if (TYPE_ONLY.has(node.name)) return [blank(node.from)];
  if (node.name === "ImportDeclaration") {
    if (node.getChild("type") !== null) return [blank(node.from)];
    return [...typesIn(node.getChild("ImportGroup"), code, blank), ...specifierOf(node, code, resolve)];
  }
  const word = node.name === "BinaryExpression" && (node.getChild("as") ?? node.getChild("satisfies"));
  if (word) return [blank(word.from)];
  const isAssertion = node.name === "PostfixExpression" && code[node.to - 1] === "!";
  return isAssertion ? [blank(node.to - 1)] : [];
}

/** `type B,` in `{ a, type B, c }`. */
function typesIn(
  group: SyntaxNode | null,
  code: string,
  blank: (from: number, to: number) => Edit,
): readonly Edit[] {
  return (group?.getChildren("type") ?? []).map(({ from, to }) => {
    const [after = ""] = /^[^,}]*,?/.exec(code.slice(to)) ?? [];
    return blank(from, to + after.length);
  });
}

function specifierOf(
  node: SyntaxNode,
  code: string,
  resolve: (specifier: string) => string,
): readonly Edit[] {
  const specifier = node.getChild("String");
  if (specifier === null) return [];
  const { from, to } = specifier;
  return [{ from, to, text: JSON.stringify(resolve(code.slice(from + 1, to - 1))) }];
}
