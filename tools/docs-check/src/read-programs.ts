/** A program in a document: a `ts` fence, with those after it that continue it. */
export interface DocumentedProgram {
  /** Path of the document. */
  readonly document: string;
  /** The line of its first fence, counted from one. */
  readonly line: number;
  /** `ts no-run` fences are only compiled. */
  readonly runs: boolean;
  /** The code, each line where it stands in the document, so that the line of an error is the line to look at. */
  readonly text: string;
  /** What it prints, in order, as the comments after its `console.log` calls say. */
  readonly prints: readonly string[];
  /** It registers tests with `node:test`, which run after its last line. */
  readonly hasTests: boolean;
}

/** What fails by itself where the program is wrong. */
const CHECKS = /\bassert\b/;
const KINDS: ReadonlySet<string> = new Set(["", "no-run", "continues"]);

/** The programs of a Markdown document. Throws for a fence whose kind nobody knows. */
export function readPrograms(document: string, markdown: string): DocumentedProgram[] {
  const programs: DocumentedProgram[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const opening = /^ {0,3}(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(lines[index] ?? "");
    if (!opening) continue;
    const [, fence = "", language, kind = ""] = opening;
    const end = closingLine(lines, index + 1, fence);
    if (language === "ts")
      addFence(programs, { document, line: index + 1, kind, code: lines.slice(index + 1, end) });
    index = end;
  }
  return programs;
}

function closingLine(lines: readonly string[], from: number, fence: string): number {
  const closing = lines.findIndex((line, index) => index >= from && line.trim() === fence);
  return closing < 0 ? lines.length : closing;
}

interface Fence {
  readonly document: string;
  readonly line: number;
  readonly kind: string;
  readonly code: readonly string[];
}

function addFence(programs: DocumentedProgram[], { document, line, kind, code }: Fence): void {
  if (!KINDS.has(kind)) throw new Error(`${document}:${line}: "ts ${kind}" is not a kind of fence`);
  const previous = kind === "continues" ? programs.pop() : undefined;
  if (kind === "continues" && !previous) throw new Error(`${document}:${line}: there is nothing to continue`);
  const before = previous?.text ?? "";
  const padding = "\n".repeat(line - before.split("\n").length + 1);
  const text = before + padding + code.join("\n");
  programs.push({
    document,
    line: previous?.line ?? line,
    runs: previous?.runs ?? kind !== "no-run",
    text,
    prints: [...(previous?.prints ?? []), ...code.flatMap(printedText)],
    hasTests: text.includes('"node:test"'),
  });
}

/** What a program that runs proves nothing by: it prints and says nowhere what, or it neither prints nor checks anything. */
export function idleProblems(programs: readonly DocumentedProgram[]): string[] {
  return programs
    .filter(
      ({ runs, prints, hasTests, text }) => runs && prints.length === 0 && !hasTests && !CHECKS.test(text),
    )
    .map(({ document, line, text }) => {
      const why = text.includes("console.")
        ? "prints, and promises nothing"
        : "neither prints nor checks anything";
      return `${document}:${line}: ${why}. Write what it prints after a console.log: // …`;
    });
}

function printedText(line: string): string[] {
  const comment = /console\.log\(.*\);?\s*\/\/ (.+)$/.exec(line)?.[1];
  return comment === undefined ? [] : [comment.trim()];
}
