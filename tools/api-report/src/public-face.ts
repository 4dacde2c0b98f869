import ts from "ts6";

/** One exported name, and every declaration behind it, without comments. */
export interface ExportedName {
  readonly name: string;
  readonly declarations: readonly string[];
}

/** The names that a built entry exports, sorted, with their declarations as they stand in the `.d.ts` files. */
export function publicFace(entry: string): ExportedName[] {
  const program = ts.createProgram([entry], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    // Names are looked up and declarations printed; nothing is checked, so no library is needed.
    noLib: true,
    types: [],
    noEmit: true,
    allowImportingTsExtensions: true,
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const moduleSymbol = file && checker.getSymbolAtLocation(file);
  if (!moduleSymbol) throw new Error(`${entry} is not a module; build first`);
  return checker
    .getExportsOfModule(moduleSymbol)
    .map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const declarations = (target.declarations ?? []).map(declarationText);
      // An export that leads nowhere would otherwise look like a type without members.
      return {
        name: symbol.name,
        declarations: declarations.length > 0 ? declarations : ["(cannot be resolved)"],
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const printer = ts.createPrinter({ removeComments: true });

function declarationText(declaration: ts.Declaration): string {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
}

/** The report of one package, as Markdown. */
export function reportText(packageName: string, names: readonly ExportedName[]): string {
  const sections = names.map(
    ({ name, declarations }) => `## ${name}\n\n\`\`\`ts\n${declarations.join("\n")}\n\`\`\`\n`,
  );
  const heading = `# ${packageName}\n\nWhat it exports: ${names.length} names. Written by \`pnpm api-report --write\`.\n`;
  return [heading, ...sections].join("\n");
}
