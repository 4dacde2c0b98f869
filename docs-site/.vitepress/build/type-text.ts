const LONGEST_TYPE = 400;
const LONGEST_DOC = 240;

/** What the compiler says of a word, without the line that repeats its import. What is very long is cut. */
export function typeText(text: string): string {
  const lines = text.split("\n").filter((line) => !/^(?:import|export) [\w$]+$/.test(line));
  const shown = lines.join("\n").replace(/^\(alias\) /gm, "");
  return shown.length <= LONGEST_TYPE ? shown : `${shown.slice(0, LONGEST_TYPE)} …`;
}

/** The first sentence of a doc comment, without Markdown. */
export function docText(docs: string | undefined): string | undefined {
  const [paragraph = ""] = (docs ?? "").trim().split(/\n\s*\n/);
  const plain = paragraph
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\{@link (\S+?)\}|\[([^\]]+)\]\([^)]*\)|[`*]/g, "$1$2");
  const sentence = /^.*?[.!?](?=\s+[A-Z]|$)/.exec(plain)?.[0] ?? plain;
  if (sentence === "") return undefined;
  return sentence.length <= LONGEST_DOC ? sentence : `${sentence.slice(0, LONGEST_DOC)} …`;
}
