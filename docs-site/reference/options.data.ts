import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** One option, as its declaration describes it. */
export interface OptionRow {
  readonly name: string;
  readonly type: string;
  /** undefined: none. */
  readonly initial: string | undefined;
  /** In lines: each element of a list is one. */
  readonly about: string;
}

/** The options that may stand in the same places. */
export interface OptionGroup {
  readonly name: string;
  readonly where: string;
  readonly options: readonly OptionRow[];
}

declare const data: readonly OptionGroup[];

export { data };

const SETTINGS = join(import.meta.dirname, "../../packages/core/src/settings/settings.ts");
const GROUPS = [
  [
    "PolicySettings",
    "Policy",
    "In the options of a cache, in a rule for some URLs, and for one request. The narrowest place decides.",
  ],
  ["CacheSettings", "Rules by URL", "In the options of a cache."],
  ["CacheRule", "One rule", "In an element of `rules`, beside the policy."],
  ["RequestOptions", "One request", "For one request (`rcache` of fetch's init), beside the policy."],
  ["CacheOptions", "The cache", "In the options of a cache."],
] as const;

export default {
  watch: [SETTINGS],
  load(): readonly OptionGroup[] {
    const source = ts.createSourceFile(
      SETTINGS,
      readFileSync(SETTINGS, "utf8"),
      ts.ScriptTarget.ES2023,
      true,
    );
    return GROUPS.map(([declared, name, where]) => ({ name, where, options: optionsOf(source, declared) }));
  },
};

function optionsOf(source: ts.SourceFile, declared: string): readonly OptionRow[] {
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === declared,
  );
  if (found === undefined) throw new Error(`${SETTINGS} declares no ${declared}`);
  return found.members.filter(ts.isPropertySignature).map((member) => ({
    name: member.name.getText(source),
    type: member.type?.getText(source).replaceAll(/\s+/g, " ") ?? "",
    ...described(member),
  }));
}

function described(member: ts.PropertySignature): Pick<OptionRow, "about" | "initial"> {
  const [comment] = ts.getJSDocCommentsAndTags(member);
  const about = comment === undefined ? "" : textOf(comment.comment);
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === "default");
  const outdated = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === "deprecated");
  return {
    about: outdated === undefined ? about : `Deprecated: ${textOf(outdated.comment)}`,
    initial: tag && textOf(tag.comment),
  };
}

function textOf(comment: ts.JSDoc["comment"]): string {
  return (ts.getTextOfJSDocComment(comment) ?? "")
    .replaceAll(/\{@link ([^}]+)\}/g, "`$1`")
    .replaceAll(/\n+- /g, "\n• ")
    .replaceAll(/\n+(?!•)/g, " ");
}
