import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DocumentedProgram } from "./read-programs.ts";

/** In the workspace, so that the packages resolve by name; not in `node_modules`, where Node strips no types. */
const FOLDER = join(import.meta.dirname, "../.programs");
const ROOT = join(import.meta.dirname, "../../..");

/** Programs as files, for as long as they are checked. */
export interface ProgramFiles {
  fileOf(program: DocumentedProgram): string;
  remove(): void;
}

/** Writes the programs to a folder of their own. */
export function writePrograms(name: string, programs: readonly DocumentedProgram[]): ProgramFiles {
  const folder = join(FOLDER, `${name}-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fileOf = ({ document, line }: DocumentedProgram): string =>
    join(folder, `${document.replaceAll(/[^\w.-]/g, "_")}-${line}.ts`);
  for (const program of programs) writeFileSync(fileOf(program), `${program.text}\nexport {};\n`);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: { erasableSyntaxOnly: true },
      include: ["*.ts"],
    }),
  );
  return { fileOf, remove: () => rmSync(folder, { recursive: true, force: true }) };
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

/** Runs the programs of one document in a process of their own, and says what went wrong, as `document:line: …`. */
export async function runProblems(
  files: ProgramFiles,
  programs: readonly DocumentedProgram[],
): Promise<string[]> {
  const running = programs.filter((program) => program.runs);
  if (running.length === 0) return [];
  const orders = running.map((program) => ({ file: files.fileOf(program), prints: program.prints }));
  const child = fork(join(import.meta.dirname, "run-programs.ts"), [JSON.stringify(orders)], {
    execArgv: ["--conditions=@rcache/source", "--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const results = new Map<string, string | undefined>();
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.on("message", (message: { file: string; problem?: string }) =>
    results.set(message.file, message.problem),
  );
  await once(child, "close");
  return running.flatMap((program) => {
    const file = files.fileOf(program);
    const problem = results.has(file) ? results.get(file) : `did not come to its end:\n${output}`;
    return problem === undefined ? [] : [`${program.document}:${program.line}: ${problem}`];
  });
}
