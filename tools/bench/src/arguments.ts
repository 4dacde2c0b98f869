import { parseArgs } from "node:util";

/** What the benchmark is asked for. */
export interface BenchArguments {
  /** Lower-case ids; undefined: all. */
  readonly only?: readonly string[];
  readonly quick: boolean;
  /** A file, or `-` for the standard output. */
  readonly json?: string;
  readonly help: boolean;
}

/** What `--help` prints. */
export const USAGE = `Measures @rcache against the physical limit and its peers, side by side in one run.

  pnpm bench [--only s1a,s2] [--quick] [--json <file>|-]

  --only   scenarios by id, with commas; "s1" means all that begin so
  --quick  short rounds: shows that it works, and says little of speed
  --json   the figures for a machine, in a file or on the standard output (the tables then go to standard error)
`;

/**
 * Reads the command line.
 *
 * @throws Error where an option or a scenario is unknown
 */
export function readArguments(args: readonly string[], known: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { only, json, quick, help } = values;
  return {
    quick,
    help,
    ...(json !== undefined && { json }),
    ...(only !== undefined && {
      only: only.split(",").flatMap((id) => scenarioIds(id.trim().toLowerCase(), known)),
    }),
  };
}

function scenarioIds(id: string, known: readonly string[]): readonly string[] {
  const meant = known.filter((other) => id !== "" && other.startsWith(id));
  if (meant.length === 0)
    throw new Error(`there is no scenario ${JSON.stringify(id)}: use ${known.join(", ")}`);
  return meant;
}
