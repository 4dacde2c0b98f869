import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

export interface EventField {
  readonly name: string;
  readonly type: string;
  /** Empty: its name says it. */
  readonly about: string;
}

/** Events that are described together and carry the same fields. */
export interface EventRow {
  readonly kinds: readonly string[];
  readonly about: string;
  readonly fields: readonly EventField[];
}

declare const data: readonly EventRow[];

export { data };

const EVENTS = join(import.meta.dirname, "../../packages/core/src/contracts/events.ts");

export default {
  watch: [EVENTS],
  load(): readonly EventRow[] {
    const source = parsed(EVENTS);
    const events = aliasIn(source, "CacheEvent");
    if (events === undefined || !ts.isUnionTypeNode(events.type))
      throw new Error(`${EVENTS} declares no union CacheEvent`);
    const members = events.type.types.filter(ts.isTypeLiteralNode).map((member) => fieldsOf(source, member));
    return described(events).map(({ kinds, about }) => ({ kinds, about, fields: fieldsFor(kinds, members) }));
  },
};

/** The fields of the member of the union that these kinds belong to. */
function fieldsFor(kinds: readonly string[], members: readonly (readonly EventField[])[]) {
  const found = members.find((fields) => {
    const words = fields.find(({ name }) => name === "kind")?.type.split(" | ") ?? [];
    return kinds.every((kind) => words.includes(JSON.stringify(kind)));
  });
  if (found === undefined) throw new Error(`${EVENTS} describes ${kinds}, and no member of CacheEvent is so`);
  return found.filter(({ name }) => name !== "kind");
}

/** The list in the comment of the union: which kinds, and when they come. */
function described(events: ts.TypeAliasDeclaration): readonly Omit<EventRow, "fields">[] {
  const [comment] = ts.getJSDocCommentsAndTags(events);
  return textOf(comment)
    .split(/\n(?=- )/)
    .flatMap((item) => {
      const [, names = "", about] = /^- ((?:`[\w-]+`(?:, )?)+): (.+)$/s.exec(item) ?? [];
      if (about === undefined) return [];
      const kinds = [...names.matchAll(/`([^`]+)`/g)].map(([, kind = ""]) => kind);
      return [{ kinds, about: about.replaceAll("\n", " ") }];
    });
}

function fieldsOf(source: ts.SourceFile, member: ts.TypeLiteralNode): readonly EventField[] {
  return member.members.filter(ts.isPropertySignature).map((field) => ({
    name: field.name.getText(source),
    type: field.type === undefined ? "unknown" : typeText(source, field.type),
    about: textOf(ts.getJSDocCommentsAndTags(field)[0]),
  }));
}

/** A name of a few words, such as `RecordFault`, is shown as those words. */
function typeText(source: ts.SourceFile, type: ts.TypeNode): string {
  const written = type.getText(source).replaceAll(/\s+/g, " ");
  const from = source.statements
    .filter(ts.isImportDeclaration)
    .find((each) => each.importClause?.getText(source).split(/\W+/).includes(written))?.moduleSpecifier;
  if (from === undefined || !ts.isStringLiteral(from)) return written;
  const declared = parsed(join(dirname(source.fileName), from.text));
  const alias = aliasIn(declared, written)?.type;
  if (alias === undefined || !ts.isUnionTypeNode(alias) || !alias.types.every(ts.isLiteralTypeNode))
    return written;
  return alias.types.map((each) => each.getText(declared)).join(" | ");
}

function aliasIn(source: ts.SourceFile, name: string): ts.TypeAliasDeclaration | undefined {
  return source.statements.filter(ts.isTypeAliasDeclaration).find((each) => each.name.text === name);
}

function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023, true);
}

function textOf(comment: ts.JSDoc | ts.JSDocTag | undefined): string {
  return ts.getTextOfJSDocComment(comment?.comment) ?? "";
}
