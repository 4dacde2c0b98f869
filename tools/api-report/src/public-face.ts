import ts from "ts6";

/** One exported name, and every declaration behind it, without comments. */
export interface ExportedName {
  readonly name: string;
  readonly declarations: readonly string[];
  /** The folder of the package that declares it, where it is another's. */
  readonly of?: string;
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
      const [first] = target.declarations ?? [];
      const of = first && folderOf(first.getSourceFile().fileName);
      if (of !== undefined && of !== folderOf(entry)) return { name: symbol.name, declarations: [], of };
      const declarations = (target.declarations ?? []).map(declarationText);
      // An export that leads nowhere would otherwise look like a type without members.
      return {
        name: symbol.name,
        declarations: declarations.length > 0 ? declarations : ["(cannot be resolved)"],
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The package that a file of a checkout is in. */
function folderOf(path: string): string | undefined {
  return /\/packages\/([^/]+)\/dist\//.exec(path.replaceAll("\\", "/"))?.[1];
}

const printer = ts.createPrinter({ removeComments: true });

function declarationText(declaration: ts.Declaration): string {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
}

/** The report of one package, as Markdown. */
export function reportText(packageName: string, names: readonly ExportedName[]): string {
  const own = names.filter(({ of }) => of === undefined);
  const sections = own.map(
    ({ name, declarations }) => `## ${name}\n\n\`\`\`ts\n${declarations.join("\n")}\n\`\`\`\n`,
  );
  const heading = `# ${packageName}\n\nWhat it exports: ${names.length} names. Written by \`pnpm api-report --write\`.\n`;
  return [heading, ...handedOn(names), ...sections].join("\n");
}

/** What another package declares is recorded there; here is only that it is handed on. */
function handedOn(names: readonly ExportedName[]): readonly string[] {
  const packages = [...new Set(names.flatMap(({ of }) => of ?? []))].sort();
  return packages.map((of) => {
    const those = names.filter((each) => each.of === of).map(({ name }) => `\`${name}\``);
    return `From ${of}: ${those.join(", ")}.\n`;
  });
}
