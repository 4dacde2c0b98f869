import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTransformerFactory } from "@shikijs/twoslash/core";
import { createTwoslasher, type NodeHover, type TwoslashInstance } from "twoslash";
import typescript from "typescript";
import type { MarkdownEnv, MarkdownRenderer } from "vitepress";
import { docText, typeText } from "./type-text.ts";

/** Where what the samples import is installed: there they are compiled and run, too. */
const SAMPLES = join(import.meta.dirname, "../../../tools/docs-check");
const MARK = /(?:^|\s)types-(\d+)\b/;

/** What is known of the words in each sample, by the number in its fence's mark. */
const known: (readonly NodeHover[])[] = [];
let twoslasher: TwoslashInstance | undefined;

/** Marks every `ts` and `js` fence with what the compiler knows of its words. One that continues another is compiled together with it. */
export function sampleTypes(md: MarkdownRenderer): void {
  md.core.ruler.push("sample-types", ({ tokens, env }) => {
    // The cast: VitePress' own, and what `search-text` adds.
    if ((env as MarkdownEnv & { readonly isSearched?: boolean }).isSearched) return;
    let before = "";
    for (const token of tokens) {
      const [language, kind] = token.info.trim().split(/\s+/);
      if (token.type !== "fence" || (language !== "ts" && language !== "js")) continue;
      if (kind !== "continues") before = "";
      const sample = sampleOf(token);
      token.info = `${token.info} types-${known.push(typesIn(before, sample, language)) - 1}`;
      before += sample;
    }
  });
}

/** A fence's own text, or that of the file that it shows (`<<< path`), which is read later. */
function sampleOf({ content, meta }: { readonly content: string; readonly meta: unknown }): string {
  const src: unknown = typeof meta === "object" && meta !== null && "src" in meta ? meta.src : undefined;
  return typeof src === "string" && existsSync(src) ? readFileSync(src, "utf8") : content;
}

/** Puts what is known of a word beside it, as data: a page can be read without it. */
export const typesBesideWords = () => {
  let nodes: readonly NodeHover[] = [];
  return createTransformerFactory((code: string) => ({ code, nodes: [...nodes] }))({
    filter(_language, _code, { meta }) {
      const [, number] = MARK.exec(meta?.__raw ?? "") ?? [];
      nodes = known[Number(number)] ?? [];
      return nodes.length > 0;
    },
    renderer: {
      nodeStaticInfo: ({ text, docs }, word) => ({
        type: "element",
        tagName: "span",
        properties: {
          class: "typed",
          "data-type": text,
          ...(docs === undefined ? {} : { "data-doc": docs }),
        },
        children: [word],
      }),
    },
  });
};

function typesIn(before: string, sample: string, language: string): readonly NodeHover[] {
  twoslasher ??= createTwoslasher(OPTIONS);
  const { code, nodes } = twoslasher(before + sample, language);
  // What looks like a word to the compiler's tool would be cut out, and nothing stands where it stood.
  if (code !== before + sample) return [];
  const lines = before.split("\n").length - 1;
  return nodes.flatMap((node) => {
    if (node.type !== "hover" || node.start < before.length) return [];
    const { docs: doc, ...rest } = node;
    const docs = docText(doc);
    const start = node.start - before.length;
    const moved = { ...rest, start, line: node.line - lines, text: typeText(node.text) };
    return [docs === undefined ? moved : { ...moved, docs }];
  });
}

const { ModuleKind, ModuleResolutionKind, ScriptTarget } = typescript;
const OPTIONS = {
  vfsRoot: SAMPLES,
  compilerOptions: {
    target: ScriptTarget.ES2022,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Bundler,
    // The sources: the site needs no build of the packages.
    customConditions: ["@rcache/source"],
    allowImportingTsExtensions: true,
    allowJs: true,
    checkJs: true,
    experimentalDecorators: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: ["node"],
    lib: ["es2023", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
  },
  // Whether they compile is for the samples' own test to say.
  handbookOptions: { noErrors: true, noErrorValidation: true },
};
