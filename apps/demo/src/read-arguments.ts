import { resolve } from "node:path";
import { Argument, Command, InvalidArgumentError, Option } from "commander";

/** What the command line asks for. */
export interface DemoArguments {
  readonly backend: "sqlite" | "memory";
  /** Through axios instead of fetch. */
  readonly axios: boolean;
  /** Through the platform's own fetch, in a patched process. */
  readonly patch: boolean;
  /** Forget what earlier runs stored. */
  readonly clear: boolean;
  /** The SQLite file. */
  readonly file: string;
  /** How long the demo's own origin takes for an answer. */
  readonly delayMs: number;
  /** The user's own URLs; empty: the demo's. */
  readonly urls: readonly string[];
}

/** In `node_modules`, because that is where tools keep what may be thrown away. */
const DEFAULT_FILE = resolve(import.meta.dirname, "../../../node_modules/.cache/rcache/demo.sqlite");

const EXAMPLES = `
Run it twice: the second run answers from the file of the first.

  pnpm demo
  pnpm demo --clear
  pnpm demo --axios
  pnpm demo --patch
  pnpm demo --backend memory
  pnpm demo https://example.com https://example.org/page
`;

/** Reads the arguments after the program's name. Ends the process for `--help` and for what it cannot read. */
export function readArguments(args: readonly string[]): DemoArguments {
  const command = new Command("demo")
    .description(
      "Asks for a few dozen URLs twice, through @rcache/fetch, @rcache/axios or @rcache/patch, and shows where each answer came from.",
    )
    .addArgument(new Argument("[urls...]", "your own URLs instead of the demo's").argParser(collectUrl))
    .addOption(
      new Option("--backend <name>", "where answers are kept")
        .choices(["sqlite", "memory"])
        .default("sqlite"),
    )
    .option("--file <path>", "the SQLite file", (path) => resolve(path), DEFAULT_FILE)
    .option("--delay <ms>", "how long the demo's origin takes for an answer", readDelay, 40)
    .option("--axios", "ask with axios instead of fetch; the stored answers are the same", false)
    .addOption(
      new Option("--patch", "ask with the platform's own fetch in a patched process")
        .default(false)
        .conflicts("axios"),
    )
    .option("--clear", "forget what earlier runs stored", false)
    .addHelpText("after", EXAMPLES)
    .parse(args, { from: "user" });
  const { delay, ...options } = command.opts<
    Pick<DemoArguments, "axios" | "backend" | "clear" | "file" | "patch"> & { delay: number }
  >();
  return { ...options, delayMs: delay, urls: command.processedArgs[0] ?? [] };
}

function readDelay(text: string): number {
  if (!/^\d{1,4}$/.test(text))
    throw new InvalidArgumentError(`${text} is not a number of milliseconds under 10000.`);
  return Number(text);
}

function collectUrl(text: string, before: readonly string[] | undefined): readonly string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new InvalidArgumentError(`${text} is not an http or https URL.`);
  }
  return [...(before ?? []), url.href];
}
