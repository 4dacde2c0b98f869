import { type ChildProcess, fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { missingOutput } from "./missing-output.ts";
import type { DocumentedProgram } from "./read-programs.ts";

/** In the workspace, so that the packages resolve by name; not in `node_modules`, where Node strips no types. */
const FOLDER = join(import.meta.dirname, "../.programs");
const FLAGS = ["--conditions=@rcache/source", "--disable-warning=ExperimentalWarning"];
const DECORATORS = /^ *@[A-Z]\w*\(/m;
const ROOT = join(import.meta.dirname, "../../..");

/** Programs as files, for as long as they are checked. */
export interface ProgramFiles {
  fileOf(program: DocumentedProgram): string;
  /** What Node can run of it: it strips types, but knows no decorators. */
  runnableOf(program: DocumentedProgram): string;
  remove(): void;
}

/** Writes the programs to a folder of their own. */
export function writePrograms(name: string, programs: readonly DocumentedProgram[]): ProgramFiles {
  const folder = join(FOLDER, `${name}-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fileOf = ({ document, line }: DocumentedProgram): string =>
    join(folder, `${document.replaceAll(/[^\w.-]/g, "_")}-${line}.ts`);
  const runnableOf = (program: DocumentedProgram): string =>
    DECORATORS.test(program.text) ? fileOf(program).replace(/\.ts$/, ".mjs") : fileOf(program);
  for (const program of programs) {
    writeFileSync(fileOf(program), `${program.text}\nexport {};\n`);
    if (runnableOf(program) !== fileOf(program))
      writeFileSync(runnableOf(program), withoutDecorators(program));
  }
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: { erasableSyntaxOnly: true, experimentalDecorators: true },
      include: ["*.ts"],
    }),
  );
  return { fileOf, runnableOf, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function withoutDecorators({ text }: DocumentedProgram): string {
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } };
  return transformSync(text, { loader: "ts", target: "es2022", tsconfigRaw }).code;
}

/** Compiles all the files and says what is wrong with each document, as `document:line: error …`. */
export function compileProblems(files: ProgramFiles, programs: readonly DocumentedProgram[]): string[] {
  const [first] = programs;
  if (!first) return [];
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const project = join(files.fileOf(first), "..");
  const child = spawnSync(process.execPath, [tsc, "-p", project, "--pretty", "false"], {
    encoding: "utf8",
    cwd: ROOT,
  });
  const documents = new Map(programs.map((program) => [files.fileOf(program), program.document]));
  return (
    child.stdout
      .split("\n")
      // What is wrong in the packages themselves is for their own type check to say.
      .filter((line) => line !== "" && !line.startsWith("packages/"))
      .map((line) => {
        const [, path = "", row, rest] = /^(.+?)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
        const document = documents.get(join(ROOT, path));
        return document ? `${document}:${row}: ${rest}` : line;
      })
  );
}

/** Runs the programs of one document, and says what went wrong, as `document:line: …`. */
export async function runProblems(
  files: ProgramFiles,
  programs: readonly DocumentedProgram[],
): Promise<string[]> {
  const running = programs.filter((program) => program.runs);
  const plain = running.filter((program) => !program.hasTests);
  const problems =
    plain.length === 0 ? new Map<string, string | undefined>() : await runTogether(files, plain);
  for (const program of running.filter(({ hasTests }) => hasTests))
    problems.set(files.runnableOf(program), await runTests(files.runnableOf(program), program.prints));
  return running.flatMap((program) => {
    const problem = problems.get(files.runnableOf(program));
    return problem === undefined ? [] : [`${program.document}:${program.line}: ${problem}`];
  });
}

/** In one process, one after the other; the problem of each, by its file. */
async function runTogether(
  files: ProgramFiles,
  programs: readonly DocumentedProgram[],
): Promise<Map<string, string | undefined>> {
  const orders = programs.map((program) => ({ file: files.runnableOf(program), prints: program.prints }));
  const child = fork(join(import.meta.dirname, "run-programs.ts"), [JSON.stringify(orders)], {
    execArgv: FLAGS,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const results = new Map<string, string | undefined>();
  child.on("message", (message: { file: string; problem?: string }) =>
    results.set(message.file, message.problem),
  );
  const output = await outputOf(child);
  for (const { file } of orders)
    if (!results.has(file)) results.set(file, `did not come to its end:\n${output}`);
  return results;
}

/** In a process of its own: node:test runs what was registered when the program has come to its end, and says by the exit code how it went. */
async function runTests(file: string, prints: readonly string[]): Promise<string | undefined> {
  const child = spawn(process.execPath, [...FLAGS, file], { stdio: ["ignore", "pipe", "pipe"] });
  const output = await outputOf(child);
  if (child.exitCode !== 0) return `its tests fail:\n${output}`;
  if (!/^\D*tests [1-9]/m.test(output)) return `has no tests:\n${output}`;
  return missingOutput(prints, output.split("\n"));
}

async function outputOf(child: ChildProcess): Promise<string> {
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "close");
  return output;
}
