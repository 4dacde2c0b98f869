import { Command, InvalidArgumentError } from "commander";

/** What the command line asks for. */
export interface ClusterArguments {
  /** Nodes of a cluster that runs already: `redis://host:port`; empty: one is started. */
  readonly nodes: readonly string[];
  readonly workers: number;
  readonly items: number;
  readonly kills: number;
  /** How long the origin takes for an answer. */
  readonly delayMs: number;
}

/** Reads the arguments after the program's name. Ends the process for `--help` and for what it cannot read. */
export function readArguments(args: readonly string[]): ClusterArguments {
  const command = new Command("demo:cluster")
    .description(
      "Several processes ask for the same things through one cache in a Redis Cluster; some are killed in the middle.",
    )
    .option(
      "--nodes <host:port,…>",
      "nodes of a cluster that runs already, instead of one of its own",
      readNodes,
    )
    .option("--workers <n>", "how many processes", readCount(1, 32), 6)
    .option("--items <n>", "how many things each asks for", readCount(1, 1_000), 48)
    .option("--kills <n>", "how many are killed while they ask the origin", readCount(0, 100), 3)
    .option("--delay <ms>", "how long the origin takes for an answer", readCount(0, 60_000), 150)
    .parse([...args], { from: "user" });
  const { nodes, workers, items, kills, delay } = command.opts<{
    nodes?: readonly string[];
    workers: number;
    items: number;
    kills: number;
    delay: number;
  }>();
  return { nodes: nodes ?? [], workers, items, kills, delayMs: delay };
}

function readNodes(text: string): readonly string[] {
  return text.split(",").map((one) => {
    const url = `redis://${one.trim().replace(/^redis:\/\//, "")}`;
    if (!URL.canParse(url) || new URL(url).hostname === "")
      throw new InvalidArgumentError(`${one} is not host:port.`);
    return url;
  });
}

function readCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (text.trim() !== "" && Number.isInteger(count) && count >= least && count <= most) return count;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}
